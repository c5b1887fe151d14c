package worker

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"aceso/internal/domain/job"
	"aceso/internal/store"
	"aceso/internal/store/storetest"
	"aceso/internal/testkit"
)

// A thousand bills of materials of five hundred components each, from a pool
// of twenty thousand of which a tenth is weak: from the first import to the
// last finding stored (design.md, section 8: at most 60 s).
func BenchmarkAThousandArrivals(b *testing.B) {
	for name, open := range map[string]func() *store.DB{
		"SQLite":     func() *store.DB { return storetest.SQLite(b) },
		"PostgreSQL": func() *store.DB { return storetest.Postgres(b) },
	} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				arrivals(b, open(), count, 500, 20_000)
			}
		})
	}
}

var count = 1000

func init() {
	if s := os.Getenv("N"); s != "" {
		fmt.Sscan(s, &count)
	}
}

func arrivals(b *testing.B, db *store.DB, sboms, each, pool int) {
	weak := map[string]string{}
	for i := 0; i < pool; i += 10 {
		weak[fmt.Sprintf("package-%d", i)] = fmt.Sprintf("CVE-2026-%d<9.0.0", i)
	}
	x := newBench(b, db, &bundle{id: "b1", weak: weak})
	x.patience = 10 * time.Minute
	r := rand.New(rand.NewPCG(1, 2))
	begun, before := time.Now(), testkit.CPU(b)
	for n := range sboms {
		packages := make([]string, each)
		for i := range packages {
			packages[i] = fmt.Sprintf("package-%d@1.0.0", r.IntN(pool))
		}
		x.send(fmt.Sprint(n), packages...)
	}
	imported := time.Since(begun)
	x.await("all jobs end", func(tx *store.Tx) (bool, error) {
		left, err := tx.Jobs(ctx, job.Done, store.Page{Limit: 1})
		return left.Total == sboms, err
	})
	b.ReportMetric(imported.Seconds(), "s-imported")
	b.ReportMetric(time.Since(begun).Seconds(), "s-stored")
	b.ReportMetric((testkit.CPU(b) - before).Seconds(), "cpu-s")
	x.stop()
}
