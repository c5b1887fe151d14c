package storetest

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/testkit"
)

// BenchmarkLooks measures every list of an organisation with a million
// findings by every order and filter, and what else pages read (design.md,
// section 8; the grid: any sort and filter under 300 ms).
func BenchmarkLooks(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB) *store.DB
	}{{"SQLite", SQLite}, {"PostgreSQL", Postgres}} {
		b.Run(engine.name, func(b *testing.B) {
			db := engine.open(b)
			who := Org(b, db, "larkfield", org.Security)
			size := Million
			if testing.Short() {
				size = size.Over(20)
			}
			Seed(b, db, who, size)
			if err := db.Tidy(ctx); err != nil {
				b.Fatal(err)
			}
			report(b, costs(b, db, who, looks(b, db, who), testkit.DatabaseCPU(b, db.Engine())))
		})
	}
}

func report(b *testing.B, all []cost) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(len(all)), "looks")
	of := func(q float64, what func(cost) time.Duration) float64 {
		slices.SortFunc(all, func(x, y cost) int { return cmp.Compare(what(x), what(y)) })
		return float64(what(all[min(len(all)-1, int(q*float64(len(all))))]).Microseconds()) / 1000
	}
	wall, cpu := func(c cost) time.Duration { return c.wall }, func(c cost) time.Duration { return c.cpu }
	b.ReportMetric(of(.5, wall), "p50-ms")
	b.ReportMetric(of(.95, wall), "p95-ms")
	b.ReportMetric(of(.99, wall), "p99-ms")
	b.ReportMetric(of(1, wall), "most-ms")
	b.ReportMetric(of(.95, cpu), "cpu-p95-ms")
	b.ReportMetric(of(.99, cpu), "cpu-p99-ms")
	b.ReportMetric(of(1, cpu), "cpu-most-ms")
	for _, c := range slices.Backward(all[max(0, len(all)-10):]) {
		b.Log(c)
	}
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
