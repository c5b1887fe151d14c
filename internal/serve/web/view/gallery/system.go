package gallery

import (
	"aceso/internal/client/wire"
	"aceso/internal/serve/web/view/system"
	"aceso/internal/serve/web/view/ui"
)

func installation(f ui.Frame, noted bool) system.Page {
	s := wire.System{
		Version: "0.1.0", Go: "go1.26.8 linux/amd64", Started: day(11, 20), Clock: now, Database: wire.Database{Engine: "SQLite", Size: 812_331_008, Clock: now}, Disk: &wire.Disk{Free: 38 << 30, Whole: 252 << 30},
		Checks: []wire.Check{
			{ID: "disk-space", State: "ok", Text: "38.0 GiB of 252.0 GiB are free"},
			{ID: "backup", State: "warning", Text: "no backup is recorded: whether there is a good one, this program does not know", Fix: "aceso backup create --data /var/lib/aceso -o FILE"},
			{ID: "key-file", State: "fault", Text: "intel.sign_file names /etc/aceso/sign.key, which can't be read: no such file or directory", Fix: "name another file, or take the setting out"},
		},
	}
	if noted {
		s.Checks = s.Checks[:1]
		s.Backups = []wire.Backup{
			{Kind: "drill", At: day(11, 22), Seconds: 81.2, File: "aceso-2026-11-22.backup", Size: 2 << 30, By: "root (command line)", Version: "0.1.0"},
			{Kind: "verify", At: day(11, 21), Seconds: 12, File: "old.backup", Size: 2 << 30, Problem: "blobs/ab/cd has another hash than the manifest says", By: "root (command line)", Version: "0.1.0"},
			{Kind: "backup", At: day(11, 22), Seconds: 42, File: "aceso-2026-11-22.backup", Size: 2 << 30, By: "root (command line)", Version: "0.1.0"},
		}
	}
	return system.New(f, s)
}
