package worker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/job"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/domain/record"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
	"aceso/internal/store"
	"aceso/internal/store/storetest"
	"aceso/internal/testkit"
	"aceso/internal/value/fault"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var ctx = context.Background()

// bundle is a bundle in memory: of npm packages, weak below a version.
type bundle struct {
	id    string
	weak  map[string]string // package → "CVE-1<9"
	epss  float64
	fails error
	gone  bool // it was built without its only feed
	asked atomic.Int32
}

func (b *bundle) ByPackage(_, name string) ([]vuln.Statement, error) {
	b.asked.Add(1)
	if b.fails != nil {
		return nil, b.fails
	}
	told, ok := b.weak[name]
	if !ok {
		return nil, nil
	}
	id, below, _ := strings.Cut(told, "<")
	return []vuln.Statement{{
		Weakness: id, Source: "osv", Record: id, Ecosystem: "npm", Package: name, Says: vuln.Affected,
		Ranges: []vuln.Range{{Scheme: vuln.Semver, Introduced: "0", Fixed: below}},
	}}, nil
}
func (b *bundle) ByProduct(string, string, string) ([]vuln.Statement, error) { return nil, nil }
func (b *bundle) Weakness(name string) (*vuln.Weakness, error) {
	w := &vuln.Weakness{ID: name, Names: []string{name}}
	if b.epss > 0 {
		w.EPSS = &vuln.Probability{Score: b.epss}
	}
	return w, nil
}
func (b *bundle) Covers(what string) bool  { return b.Info().Covers(what) }
func (b *bundle) Releases(string) []string { return nil }
func (b *bundle) Info() vuln.Info {
	i := vuln.Info{ID: b.id, Covered: true}
	if !b.gone {
		i.Sources = []vuln.Source{{Name: "osv:npm", Covers: []string{"npm"}}}
	}
	return i
}

// bench is a worker under test, with what it works for.
type bench struct {
	t    testing.TB
	db   *store.DB
	who  org.Actor
	w    *Worker
	now  atomic.Pointer[bundle]
	stop func()

	patience time.Duration // of await
}

func newBench(t testing.TB, db *store.DB, b *bundle) *bench {
	x := &bench{t: t, db: db, who: storetest.Org(t, db, "larkfield", org.Security), patience: 20 * time.Second}
	x.now.Store(b)
	x.start()
	t.Cleanup(func() { x.stop() })
	return x
}

// start runs a worker until stop.
func (x *bench) start() {
	x.t.Helper()
	w, err := New(ctx, Options{DB: x.db, Poll: 5 * time.Millisecond, Bundle: func() match.Intel {
		if b := x.now.Load(); b != nil {
			return b
		}
		return nil
	}})
	if err != nil {
		x.t.Fatal(err)
	}
	x.w = w
	run, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := w.Run(run); err != nil {
			x.t.Error(err)
		}
	})
	x.stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	<-w.Ready()
}

// send imports a bill of materials of npm packages and returns the token.
func (x *bench) send(version string, packages ...string) sbom.Receipt {
	x.t.Helper()
	sum := sha256.Sum256([]byte(fmt.Sprint(version, packages)))
	a := sbom.Arrival{Via: "api", Original: record.Blob{Hash: hex.EncodeToString(sum[:]), Name: "bom.json"}, Document: sbom.Document{Format: sbom.CycloneDX}}
	for _, p := range packages {
		name, v, _ := strings.Cut(p, "@")
		a.Document.Components = append(a.Document.Components, sbom.Component{Ref: p, Name: name, Version: v, PURL: "pkg:npm/" + p})
	}
	var r sbom.Receipt
	if err := x.db.In(x.who.Org).Update(ctx, func(tx *store.Tx) error {
		rel, err := product.Ensure(ctx, tx, x.who, "IP-200", version)
		if err != nil {
			return err
		}
		a.Release = rel.ID
		r, err = sbom.Import(ctx, tx, x.who, a)
		return err
	}); err != nil {
		x.t.Fatal(err)
	}
	return r
}

// await polls until a condition holds.
func (x *bench) await(what string, holds func(*store.Tx) (bool, error)) {
	x.t.Helper()
	for end := time.Now().Add(x.patience); ; {
		var ok bool
		if err := x.db.In(x.who.Org).View(ctx, func(tx *store.Tx) (err error) {
			ok, err = holds(tx)
			return err
		}); err != nil {
			x.t.Fatal(err)
		}
		if ok {
			return
		}
		if time.Now().After(end) {
			x.t.Fatalf("waited in vain: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// ended waits for a job to end and returns it.
func (x *bench) ended(id string) job.Job {
	x.t.Helper()
	var j job.Job
	x.await("job "+id+" ends", func(tx *store.Tx) (_ bool, err error) {
		j, err = tx.Job(ctx, id)
		return !j.Processing(), err
	})
	return j
}

// findings lists "name@version:weakness:state" of what is in use.
func (x *bench) findings() string {
	x.t.Helper()
	var out []string
	if err := x.db.In(x.who.Org).View(ctx, func(tx *store.Tx) error {
		page, err := tx.Findings(ctx, store.FindingFilter{Sort: "component"}, store.Page{Limit: 500})
		for _, f := range page.Rows {
			out = append(out, fmt.Sprintf("%s@%s:%s:%s", f.Part.Name, f.Part.Version, f.Weakness, f.State))
		}
		return err
	}); err != nil {
		x.t.Fatal(err)
	}
	return strings.Join(out, " ")
}

func TestAnArrivalIsMatchedAndItsTokenTellsWhen(t *testing.T) {
	storetest.Both(t, func(t *testing.T, db *store.DB) {
		x := newBench(t, db, &bundle{id: "b1", weak: map[string]string{"left-pad": "CVE-1<2.0.0", "lodash": "CVE-2<4.17.21"}})
		r := x.send("4.2.0", "left-pad@1.0.0", "lodash@4.17.20", "ms@2.0.0")
		if j := x.ended(r.Job); j.State != job.Done || j.Done != 3 || j.Total != 3 {
			t.Errorf("the job ended as %+v", j)
		}
		if got := x.findings(); got != "left-pad@1.0.0:CVE-1:open lodash@4.17.20:CVE-2:open" {
			t.Errorf("findings: %s", got)
		}
		x.ended(x.send("4.3.0", "left-pad@2.0.0", "lodash@4.17.20", "ms@2.0.0").Job)
		if got := x.now.Load().asked.Load(); got != 4 {
			t.Errorf("the bundle was asked %d times for 4 distinct components", got)
		}
		x.db.In(x.who.Org).View(ctx, func(tx *store.Tx) error {
			c, err := tx.ReleaseCounts(ctx, []string{r.Release})
			if c[r.Release] != (store.Counts{Total: 3, Affected: 2, Clean: 1}) {
				t.Errorf("counts %+v: %v", c, err)
			}
			return nil
		})
	})
}

func TestWithoutABundleComponentsWaitAndTheFirstBundleFindsThem(t *testing.T) {
	storetest.Both(t, func(t *testing.T, db *store.DB) {
		x := newBench(t, db, nil)
		r := x.send("4.2.0", "left-pad@1.0.0")
		if j := x.ended(r.Job); j.State != job.Done || !strings.Contains(j.Step, "wait") {
			t.Errorf("the job ended as %+v", j)
		}
		x.now.Store(&bundle{id: "b1", weak: map[string]string{"left-pad": "CVE-1<2.0.0"}})
		for range 2 { // asking twice is asking once
			if err := x.w.NewBundle(ctx, nil); err != nil {
				t.Fatal(err)
			}
		}
		x.await("the finding", func(tx *store.Tx) (bool, error) {
			page, err := tx.Findings(ctx, store.FindingFilter{}, store.Page{})
			return page.Total == 1, err
		})
	})
}

func TestANewBundleMatchesOnlyWhatChanged(t *testing.T) {
	storetest.Both(t, func(t *testing.T, db *store.DB) {
		x := newBench(t, db, &bundle{id: "b1", weak: map[string]string{"left-pad": "CVE-1<2.0.0"}})
		x.ended(x.send("4.2.0", "left-pad@1.0.0", "lodash@4.17.20", "ms@2.0.0").Job)
		next := &bundle{id: "b2", weak: map[string]string{"lodash": "CVE-2<4.17.21"}}
		x.now.Store(next)
		if err := x.w.NewBundle(ctx, &News{Before: "b1", Names: map[string]bool{"npm/lodash": true}, IDs: []string{"CVE-1"}}); err != nil {
			t.Fatal(err)
		}
		x.await("all rest on the new bundle", func(tx *store.Tx) (bool, error) {
			behind, err := tx.PartsBehind(ctx, "b2")
			return !behind, err
		})
		if got := x.findings(); got != "left-pad@1.0.0:CVE-1:closed lodash@4.17.20:CVE-2:open" {
			t.Errorf("findings: %s", got)
		}
		if n := next.asked.Load(); n != 2 {
			t.Errorf("%d components were matched again, want the two that changed", n)
		}
	})
}

func TestABundleWithoutAFeedClosesNothingAndItsReturnChangesNothing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, db *store.DB) {
		weak := map[string]string{"left-pad": "CVE-1<2.0.0"}
		x := newBench(t, db, &bundle{id: "b1", weak: weak})
		r := x.send("4.2.0", "left-pad@1.0.0", "ms@2.0.0")
		x.ended(r.Job)
		look := func(b *bundle) (finding.Finding, store.Counts) {
			t.Helper()
			x.now.Store(b)
			if err := x.w.NewBundle(ctx, nil); err != nil {
				t.Fatal(err)
			}
			x.await("all rest on the new bundle", func(tx *store.Tx) (bool, error) {
				behind, err := tx.PartsBehind(ctx, b.id)
				return !behind, err
			})
			var f finding.Finding
			var c store.Counts
			if err := db.In(x.who.Org).View(ctx, func(tx *store.Tx) error {
				page, err := tx.Findings(ctx, store.FindingFilter{}, store.Page{})
				if err != nil {
					return err
				}
				f = page.Rows[0].Finding
				c, err = tx.AllCounts(ctx)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return f, c
		}
		f, c := look(&bundle{id: "b2", gone: true})
		if f.State != finding.Open || f.Match != match.CannotTell || !strings.HasPrefix(f.Why, "no npm feed in this bundle") {
			t.Errorf("without the feed: %+v", f)
		}
		if c.NotCheckable != 2 || c.Clean != 0 || c.Affected != 0 {
			t.Errorf("without the feed the parts are counted as %+v", c)
		}
		f, c = look(&bundle{id: "b3", weak: weak})
		if f.State != finding.Open || f.Match != match.Affected || f.Settle != "" {
			t.Errorf("with it again: %+v", f)
		}
		if c.Affected != 1 || c.Clean != 1 {
			t.Errorf("with it again the parts are counted as %+v", c)
		}
	})
}

func TestANameRuleMatchesAgainWhatItTouches(t *testing.T) {
	storetest.Both(t, func(t *testing.T, db *store.DB) {
		b := &bundle{id: "b1", weak: map[string]string{"left-pad": "CVE-1<2.0.0"}}
		x := newBench(t, db, b)
		x.ended(x.send("4.2.0", "our-pad@1.0.0", "ms@2.0.0").Job)
		b.asked.Store(0)
		if err := db.In(x.who.Org).Update(ctx, func(tx *store.Tx) error {
			_, err := match.KeepAlias(ctx, tx, x.who, match.Alias{Name: "left-pad", Patterns: []string{"our-pad"}, Ecosystem: "npm", Package: "left-pad"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		x.await("the finding", func(tx *store.Tx) (bool, error) {
			page, err := tx.Findings(ctx, store.FindingFilter{States: []finding.State{finding.Open}}, store.Page{})
			return page.Total == 1, err
		})
		if n := b.asked.Load(); n != 2 { // under its own name and the rule's
			t.Errorf("the bundle was asked %d times", n)
		}
	})
}

func TestAJobThatFailsIsTriedAgainAndThenParked(t *testing.T) {
	storetest.Both(t, func(t *testing.T, db *store.DB) {
		x := newBench(t, db, &bundle{id: "b1", fails: fault.New(fault.Unavailable, "the bundle can't be read")})
		r := x.send("4.2.0", "left-pad@1.0.0")
		x.await("a second try is planned", func(tx *store.Tx) (bool, error) {
			j, err := tx.Job(ctx, r.Job)
			return j.State == job.Queued && strings.Contains(j.Problem, "can't be read"), err
		})
		if j := x.ended(r.Job); j.State != job.Failed || j.Tries != tries || j.Problem != "the bundle can't be read" {
			t.Errorf("the job ended as %+v", j)
		}
		x.now.Store(&bundle{id: "b1"})
		if err := db.In(x.who.Org).Update(ctx, func(tx *store.Tx) error {
			_, err := job.Retry(ctx, tx, x.who, r.Job)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if j := x.ended(r.Job); j.State != job.Done || j.Problem != "" {
			t.Errorf("after a person asked again the job ended as %+v", j)
		}
	})
}

func TestAMendedJobEndsByItself(t *testing.T) {
	x := newBench(t, storetest.SQLite(t), &bundle{id: "b1", fails: fault.New(fault.Unavailable, "the bundle can't be read")})
	r := x.send("4.2.0", "left-pad@1.0.0")
	x.await("a second try is planned", func(tx *store.Tx) (bool, error) {
		j, err := tx.Job(ctx, r.Job)
		return j.State == job.Queued && j.Problem != "", err
	})
	x.now.Store(&bundle{id: "b1"})
	if j := x.ended(r.Job); j.State != job.Done || j.Problem != "" {
		t.Errorf("the job ended as %+v", j)
	}
}

func TestANewEstimateIsNoNews(t *testing.T) {
	storetest.Both(t, func(t *testing.T, db *store.DB) {
		weak := map[string]string{"left-pad": "CVE-1<2.0.0"}
		x := newBench(t, db, &bundle{id: "b1", weak: weak, epss: 0.25})
		x.ended(x.send("4.2.0", "left-pad@1.0.0").Job)
		x.now.Store(&bundle{id: "b2", weak: weak, epss: 0.5})
		if err := x.w.NewBundle(ctx, &News{Before: "b1"}); err != nil {
			t.Fatal(err)
		}
		x.await("the estimate", func(tx *store.Tx) (bool, error) {
			page, err := tx.Findings(ctx, store.FindingFilter{}, store.Page{})
			return page.Rows[0].EPSS == 0.5, err
		})
		x.db.In(x.who.Org).View(ctx, func(tx *store.Tx) error {
			e, err := tx.Entries(ctx, store.EntryFilter{What: "finding.matched"})
			if len(e) != 1 || err != nil {
				t.Errorf("the log tells of %d matches, want the first only: %v", len(e), err)
			}
			return nil
		})
	})
}

func TestAStoppedWorkerLosesNothing(t *testing.T) {
	storetest.Both(t, func(t *testing.T, db *store.DB) {
		x := newBench(t, db, &bundle{id: "b1", weak: map[string]string{"left-pad": "CVE-1<2.0.0"}})
		x.stop()
		r := x.send("4.2.0", "left-pad@1.0.0")
		x.start()
		if j := x.ended(r.Job); j.State != job.Done {
			t.Errorf("the job ended as %+v", j)
		}
		if got := x.findings(); got != "left-pad@1.0.0:CVE-1:open" {
			t.Errorf("findings: %s", got)
		}
	})
}

func TestATaskRunsWhenAskedFor(t *testing.T) {
	db := storetest.SQLite(t)
	ran := make(chan struct{}, 1)
	w, err := New(ctx, Options{
		DB: db, Poll: 5 * time.Millisecond, Bundle: func() match.Intel { return nil },
		Tasks: []Task{{Name: "sync", Lane: Feed, Run: func(context.Context) error { ran <- struct{}{}; return nil }}},
	})
	if err != nil {
		t.Fatal(err)
	}
	run, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { w.Run(run) })
	if err := w.Ask(ctx, "sync"); err != nil {
		t.Error(err)
	}
	select {
	case <-ran:
	case <-time.After(10 * time.Second):
		t.Error("the task did not run")
	}
	if err := w.Ask(ctx, "nothing"); err == nil {
		t.Error("a task that is not there was asked for")
	}
	cancel()
	wg.Wait()
}
