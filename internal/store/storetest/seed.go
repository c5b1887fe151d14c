package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/domain/record"
	"aceso/internal/domain/sbom"
	"aceso/internal/store"
)

// A Size says how much Seed makes.
type Size struct {
	Models, Releases int // of each model
	Components       int // in all
	Each             int // components of a release
	Findings         int // of each component that is weak
	Weak             int // one component in so many is weak
	Weaknesses       int // distinct
}

// Million is a large organisation: a million findings in what five thousand
// bills of materials hold, each of two thousand parts.
var Million = Size{Models: 250, Releases: 20, Components: 200_000, Each: 2_000, Findings: 20, Weak: 4, Weaknesses: 40_000}

// Over makes a size smaller: so many times fewer models, components and weaknesses.
func (s Size) Over(times int) Size {
	s.Models, s.Components, s.Weaknesses = max(1, s.Models/times), s.Components/times, s.Weaknesses/times
	return s
}

// Seed fills an organisation with products, components and findings, the same
// each time, past the use cases: what is measured is the reading.
func Seed(t testing.TB, db *store.DB, who org.Actor, s Size) {
	t.Helper()
	seedReleases(t, db, who, s)
	seedFindings(t, db, who, s)
}

// seedReleases keeps the bills of materials of every release. Half of what a
// model has is what many have, half is its own; a release has all that the one
// before had but for every fortieth part.
func seedReleases(t testing.TB, db *store.DB, who org.Actor, s Size) {
	t.Helper()
	ctx, r, next := context.Background(), rand.New(rand.NewPCG(7, 7)), 0
	fresh := func() int { // each component is in some release, popular ones in many
		if r.IntN(2) == 0 {
			return r.IntN(s.Components / 10)
		}
		next++
		return (next - 1) % s.Components
	}
	for m := range s.Models {
		parts := make([]int, s.Each)
		for i := range parts {
			parts[i] = fresh()
		}
		err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			for v := range s.Releases {
				rel, err := product.Ensure(ctx, tx, who, fmt.Sprintf("Model %03d", m), fmt.Sprintf("%d.0", v))
				if err != nil {
					return err
				}
				d := sbom.Document{Format: sbom.CycloneDX, Components: make([]sbom.Component, s.Each)}
				for i := range parts {
					if v > 0 && r.IntN(40) == 0 {
						parts[i] = fresh()
					}
					d.Components[i] = seedPart(parts[i])
				}
				_, err = sbom.Import(ctx, tx, who, sbom.Arrival{Release: rel.ID, Via: "api", Original: record.Blob{Hash: fmt.Sprintf("%064d", m*1000+v)}, Document: d})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func seedPart(i int) sbom.Component {
	name := fmt.Sprintf("%s-%d", seedNames[i%len(seedNames)], i/len(seedNames))
	return sbom.Component{Ref: name, Kind: "library", Name: name, Version: fmt.Sprintf("%d.%d.%d", i%7, i%11, i%13), PURL: "pkg:npm/" + name, Supplier: seedSuppliers[i%len(seedSuppliers)]}
}

var seedSuppliers = []string{"", "", "", "Debian", "The Qt Company", "Apache Software Foundation"}

// seedFindings matches every component, as it were.
func seedFindings(t testing.TB, db *store.DB, who org.Actor, s Size) {
	t.Helper()
	ctx, r, in := context.Background(), rand.New(rand.NewPCG(7, 8)), db.In(who.Org)
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for from := int64(1); ; {
		var some []store.Part
		must(in.View(ctx, func(tx *store.Tx) (err error) {
			some, err = tx.PartsFrom(ctx, from, 1000)
			return err
		}))
		if len(some) == 0 {
			return
		}
		from = some[len(some)-1].No + 1
		must(in.Update(ctx, func(tx *store.Tx) error {
			b, err := tx.FindingBatch(ctx, nil)
			if err != nil {
				return err
			}
			for i := range some {
				p := &some[i]
				p.Checked, p.Bundle = match.Clean, "b1"
				switch no := int(p.No); {
				case no%s.Weak == 1:
					p.Checked, p.Reason = match.NotCheckable, seedReasons[no/s.Weak%len(seedReasons)]
				case no%s.Weak == 0:
					p.Checked, p.Affected = match.Matched, s.Findings
					for n := range s.Findings {
						if err := b.CreateFinding(ctx, seeded(r, p.Key, (no*31+n)%s.Weaknesses)); err != nil {
							return err
						}
					}
				}
			}
			if err := b.Flush(ctx); err != nil {
				return err
			}
			return tx.SavePartAnswers(ctx, some)
		}))
	}
}

var seedReasons = []string{"has neither purl nor CPE", "it is a file, not a package", "version missing; 3 weaknesses are known of it", "version missing; 1 weakness is known of it"}

var seedNames = []string{"openssl", "busybox", "sqlite", "qt", "zlib", "curl", "lodash", "left-pad", "freertos", "libxml", "protobuf", "boost"}

// seeded is a finding whose weakness always says the same.
func seeded(r *rand.Rand, component string, weakness int) finding.Finding {
	w := rand.New(rand.NewPCG(uint64(weakness), 1))
	id := fmt.Sprintf("CVE-20%02d-%05d", 10+weakness%17, weakness)
	opened := Today.Add(-time.Duration(r.IntN(400*24)) * time.Hour)
	f := finding.Finding{
		ID: fmt.Sprintf("%016x-%d", r.Uint64(), weakness), Component: component, Weakness: id, Names: []string{id}, Summary: "A flaw in the parser of " + seedNames[weakness%len(seedNames)] + " lets a sender write past a buffer",
		Match: match.Affected, Why: "version is before the first that mends it", Rule: "purl", Source: "osv", Record: id, Fixed: []string{"9.0.0"}, Bundle: "b1",
		EPSS: w.Float64() * w.Float64(), Rated: true, State: finding.Open, Opened: opened, Turned: opened, Rev: 1,
	}
	f.Severity, f.Score, f.Scored = seededScore(w)
	f.KEV = f.EPSS > .5 && w.IntN(20) == 0
	if r.IntN(10) == 0 {
		f.Match = match.CannotTell
	}
	switch r.IntN(20) {
	case 0:
		f.State, f.Was, f.Opened, f.Turned = finding.Closed, finding.Open, opened.AddDate(-1, 0, 0), opened
	case 1:
		f.State, f.Owner = finding.InReview, fmt.Sprintf("person-%d", r.IntN(20))
	}
	return f
}

// seededScore rates a weakness: as in the world, the word follows from the
// score, so that a list narrowed by one lies together in the order of the other.
func seededScore(w *rand.Rand) (severity string, score float64, scored bool) {
	score = float64(w.IntN(101)) / 10
	switch {
	case w.IntN(10) == 0:
		return "unknown", 0, false
	case score >= 9:
		return "critical", score, true
	case score >= 7:
		return "high", score, true
	case score >= 4:
		return "medium", score, true
	case score > 0:
		return "low", score, true
	}
	return "none", 0, true
}
