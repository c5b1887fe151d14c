package match

import (
	"strings"

	"aceso/internal/domain/vuln"
)

// A Bundle is what a finding rests on.
type Bundle interface {
	Weakness(name string) (*vuln.Weakness, error)
	Info() vuln.Info
}

// Vanished says why a bundle's silence on what it said before means nothing:
// the source that said it is not in the bundle, or not as a whole, and neither
// is the record. settle is what would settle it. Both are "" where the silence
// can be believed.
func Vanished(b Bundle, before *Match) (why, settle string, err error) {
	info := b.Info()
	if before.Feed == "" || whole(info, before.Source, before.Feed) {
		return "", "", nil
	}
	w, err := b.Weakness(before.Weakness)
	if err != nil {
		return "", "", err
	}
	if w != nil {
		for i := range w.Records {
			if w.Records[i].Source == before.Source && w.Records[i].ID == before.Record {
				return "", "", nil // it is there, and says something else now
			}
		}
	}
	if before.Source == "cve" {
		return "no CVE list in this bundle", "a bundle that has it", nil
	}
	why, _, _ = strings.Cut(lacking(info, before.Feed), ";")
	settle = "a bundle with OSV's " + before.Feed + " feed"
	if before.Feed == vuln.Products {
		settle = "a bundle with the NVD's records"
	}
	return why, settle, nil
}

// whole tells whether a source is in the bundle with all that it had to say.
func whole(info vuln.Info, source, feed string) bool {
	if source == "osv" {
		return info.Covers(feed)
	}
	for _, s := range info.Sources {
		if s.Name == source {
			return s.Records > 0 && (source != "nvd" || info.Covers(vuln.Products))
		}
	}
	return false
}
