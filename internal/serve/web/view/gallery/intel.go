package gallery

import (
	"aceso/internal/domain/vuln"
	"aceso/internal/serve/web/view/intel"
	"aceso/internal/serve/web/view/ui"
)

func swap() vuln.Swap {
	return vuln.Swap{
		ID: "2", At: day(11, 23), Bundle: bundle().ID, Made: day(11, 23), Weaknesses: 305_211, Before: "1", BeforeMade: day(11, 22), BeforeWeaknesses: 304_870, Counted: true, Differ: 1_204,
		Sources: []vuln.SourceChange{
			{Name: "osv:Debian", Records: 61_204, RecordsBefore: 61_180, AsOf: day(11, 23), AsOfBefore: day(11, 22), Added: 24, Changed: 310, Withdrawn: 2},
			{Name: "osv:Hackage", Records: 28, RecordsBefore: 28, AsOf: day(6, 12), AsOfBefore: day(6, 12)},
			{Name: "nvd", Records: 300_121, RecordsBefore: 300_450, AsOf: day(11, 23), AsOfBefore: day(11, 22), Changed: 868, Withdrawn: 329},
		},
	}
}

func changed(f ui.Frame) intel.Change {
	c := intel.NewChange(f, swap())
	c.Sum = intel.Sum{Parts: 2, Opened: 4, Closed: 1, Changed: 2}
	c.Releases = []intel.Touched{{Name: "Aurelia IP-200 4.2.0", URL: "/releases/1", Sum: intel.Sum{Parts: 2, Opened: 4, Closed: 1, Changed: 2}}}
	c.Shown = drawn(intel.Parts, "", 120, []intel.Touched{{Key: "1", Name: "busybox", Version: "1.34.1", URL: "/components/1", Sum: intel.Sum{Opened: 4, Changed: 2}, Names: []string{"CVE-2026-1001", "CVE-2026-1002"}, In: 2}, {Key: "2", Name: "zlib", Version: "1.2.11", URL: "/components/2", Sum: intel.Sum{Closed: 1}, Names: []string{"CVE-2022-37434"}, In: 1}}...)
	return c
}

func brought(f ui.Frame) intel.Question {
	older := *bundle()
	older.Made, older.Weaknesses = day(11, 20), 240_118
	q := intel.NewQuestion(f, "abcdefgh", *bundle(), older, vuln.Signature{})
	q.Against, q.Notes = []string{"nvd has 240,000 records, the bundle in use 300,121"}, []string{"Debian:10 is covered by the bundle in use and not by the new one"}
	return q
}
