package crashtest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/testkit"
)

// swapped is how many parts the two bundles speak of, each of another half of
// those in the bill of materials.
const swapped = 120

// The program, or another process that brings a bundle, is killed while one
// bundle takes the place of the other. What is in use afterwards is one of the
// two, whole, and when the work is done the findings are exactly its own.
func TestAKillDuringASwapLeavesTheOldBundleOrTheNewOne(t *testing.T) {
	t.Parallel()
	cycles := testkit.Rounds(t, "swap", 20, 4)
	w := newWorld(t, "", 1)
	r := rand.New(rand.NewPCG(w.seed, 7))
	bundles := []string{w.bundle("a", 0), w.bundle("b", swapped/2)}
	if code, _, told := w.p.run("intel", "import", bundles[0], "--data", w.p.data, "--anyway"); code != 0 {
		t.Fatal(told)
	}
	want := map[string]string{} // id of the bundle → its findings
	w.p.start()
	release := w.sendParts()
	for i := range bundles {
		want[w.swapIn(bundles[i])] = w.findingsOf(i * swapped / 2)
	}
	w.p.kill()

	met := map[string]int{}
	for n := range cycles {
		w.p.start()
		bundle := bundles[r.IntN(2)]
		if n%2 == 0 { // through the program
			go w.bring(bundle)
		} else { // by another process
			other := w.p.command("intel", "import", bundle, "--data", w.p.data, "--anyway")
			w.must(other.Start())
			time.Sleep(time.Duration(r.IntN(120)) * time.Millisecond)
			other.Process.Kill()
			other.Wait()
		}
		time.Sleep(time.Duration(r.IntN(150)) * time.Millisecond)
		w.p.kill()

		current := filepath.Join(w.p.data, "intel", "current.intel")
		if code, _, told := w.p.run("intel", "verify", current); code != 0 {
			t.Fatalf("cycle %d: the bundle in use is damaged: %s", n, told)
		}
		w.p.start()
		var now wire.Intel
		w.get("intel", &now)
		if want[now.ID] == "" {
			t.Fatalf("cycle %d: a bundle %q that nobody made is in use", n, now.ID)
		}
		met[now.ID]++
		w.awaitExactly(release, want[now.ID])
		w.p.kill()
	}
	w.whole()
	t.Logf("%v; %s", met, w.p.readiness())
	testkit.Tell(t, "kill -9 while vulnerability data is swapped and matched anew", cycles, "always the old bundle or the new one, whole, with exactly its own findings")
}

// bundle builds a bundle that knows a weakness in each of half of the parts,
// from one of them on.
func (w *world) bundle(name string, from int) string {
	w.t.Helper()
	dir := filepath.Join(w.t.TempDir(), name)
	w.must(os.MkdirAll(filepath.Join(dir, "npm"), 0o700))
	for n := from; n < from+swapped/2; n++ {
		record := fmt.Sprintf(`{"id":%q,"modified":"2026-11-01T00:00:00Z","published":"2026-11-01T00:00:00Z","summary":"made up",
			"affected":[{"package":{"ecosystem":"npm","name":"swapped-%d"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"2.0.0"}]}]}]}`, weaknessOf(n), n)
		w.must(os.WriteFile(filepath.Join(dir, "npm", weaknessOf(n)+".json"), []byte(record), 0o600))
	}
	out := dir + ".intel"
	if code, _, told := w.p.run("intel", "build", "--osv", dir, "-o", out); code != 0 {
		w.t.Fatalf("build a bundle: %s", told)
	}
	return out
}

func weaknessOf(n int) string { return fmt.Sprintf("CVE-2026-%d", 50_000+n) }

// findingsOf lists what a bundle finds, as findings does.
func (w *world) findingsOf(from int) string {
	var out []string
	for n := from; n < from+swapped/2; n++ {
		out = append(out, fmt.Sprintf("swapped-%d:%s", n, weaknessOf(n)))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// sendParts sends a bill of materials with all parts that either bundle speaks of.
func (w *world) sendParts() (release string) {
	w.t.Helper()
	var b strings.Builder
	b.WriteString(`{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[{"type":"library","name":"nobody","version":"1.0.0"}`)
	for n := range swapped {
		fmt.Fprintf(&b, `,{"type":"library","name":"swapped-%d","version":"1.0.0","purl":"pkg:npm/swapped-%d@1.0.0"}`, n, n)
	}
	b.WriteString("]}")
	var got struct{ Token, ProjectUUID string }
	w.must(w.send("PUT", "bom", 0, map[string]any{"projectName": "Swapped", "projectVersion": "1", "autoCreate": true, "bom": []byte(b.String())}, &got))
	w.ledger.mustEnd(got.Token)
	w.awaitJobs()
	return got.ProjectUUID
}

// bring sends a bundle to the program, which puts it in use; it may be killed meanwhile.
func (w *world) bring(bundle string) error {
	data, err := os.ReadFile(bundle)
	if err != nil {
		return err
	}
	return w.ask("PUT", "/api/v1/intel?unsigned=accept", w.token, "application/octet-stream", 0, data, nil)
}

// swapIn brings a bundle and returns the id of the one in use then.
func (w *world) swapIn(bundle string) string {
	w.t.Helper()
	w.must(w.bring(bundle))
	var now wire.Intel
	w.get("intel", &now)
	return now.ID
}

// awaitExactly waits until the live findings of a release are these.
func (w *world) awaitExactly(release, want string) {
	w.t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		var page wire.Slice[wire.Finding]
		w.get("findings?limit=500&release="+release, &page)
		var got []string
		for _, f := range page.Items {
			got = append(got, f.Component.Name+":"+f.Weakness)
		}
		slices.Sort(got)
		if strings.Join(got, " ") == want {
			return
		}
		if time.Now().After(end) {
			w.t.Fatalf("the findings are %q,\nwant %q", got, want)
		}
	}
}
