package serve_test

import (
	"testing"

	"aceso/internal/client/wire"
	"aceso/internal/serve"
)

func TestMove(t *testing.T) {
	at := func(weakness, lineage, match string) wire.Moved {
		return wire.Moved{Weakness: weakness, Lineage: lineage, Match: match}
	}
	for name, c := range map[string]struct {
		olds, news   []wire.Moved
		gained, lost int
	}{
		"a weakness comes":                 {nil, []wire.Moved{at("CVE-1", "zlib", "affected")}, 1, 0},
		"a weakness goes":                  {[]wire.Moved{at("CVE-1", "zlib", "affected")}, nil, 0, 1},
		"a weakness stays":                 {[]wire.Moved{at("CVE-1", "zlib", "affected")}, []wire.Moved{at("CVE-1", "zlib", "affected")}, 0, 0},
		"it moves to another part":         {[]wire.Moved{at("CVE-1", "zlib", "affected")}, []wire.Moved{at("CVE-1", "curl", "affected")}, 1, 1},
		"a doubt becomes certain":          {[]wire.Moved{at("CVE-1", "zlib", "cannot_tell")}, []wire.Moved{at("CVE-1", "zlib", "affected")}, 1, 1},
		"two versions of a part count one": {nil, []wire.Moved{at("CVE-1", "zlib", "affected"), at("CVE-1", "zlib", "affected")}, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if gained, lost := serve.Move(c.olds, c.news); len(gained) != c.gained || len(lost) != c.lost {
				t.Errorf("gained %d, lost %d", len(gained), len(lost))
			}
		})
	}
}
