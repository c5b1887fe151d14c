package apptest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
)

// A rule is tried first, kept in one step, holds for other products and what
// arrives later, and is undone.
func TestANameRuleHoldsForEveryProductAndWhatArrivesLater(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		who := h.a.people[org.Engineer]
		c := h.client(who)
		parts := func(name string) []byte {
			return fmt.Appendf(nil, `{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"component":{"type":"device","name":%[1]q,"version":"1"}},"components":[
 {"type":"library","bom-ref":"1","name":"our-shell","version":"1.34.1"},{"type":"library","bom-ref":"2","name":%[1]q,"version":"1"}]}`, name)
		}
		releases := func() []string {
			var out []string
			for range 2 {
				var r wire.Release
				h.must(c.Send(ctx, "POST", "releases", wire.Release{Model: h.a.model, Version: fresh("naming")}, &r))
				h.wait(who, h.push(who, r.ID, "x.cdx.json", parts(r.Version)).Job)
				out = append(out, r.ID)
			}
			return out
		}
		before := releases()
		var groups wire.Slice[wire.NameGroup]
		h.must(c.Get(ctx, "names/unchecked?text=our-shell", nil, &groups))
		if groups.Total != 1 || groups.Items[0].Parts != 1 || groups.Items[0].Releases != 2 || groups.Items[0].Reason == "" {
			t.Fatalf("groups %+v", groups)
		}
		var e wire.Explanation
		h.must(c.Get(ctx, "components/"+groups.Items[0].Key+"/explanation", nil, &e))
		if e.Checked != "not_checkable" || len(e.Steps) < 3 {
			t.Errorf("explained: %+v", e)
		}
		var proposed wire.Slice[wire.Proposal]
		h.must(c.Get(ctx, "names/proposals?name=busybox", nil, &proposed))
		if len(proposed.Items) == 0 || !strings.Contains(proposed.Items[0].CPE, "busybox:busybox") {
			t.Fatalf("proposed: %+v", proposed)
		}
		rule := wire.Name{Name: "BusyBox", Patterns: []string{"our-*"}, CPE: proposed.Items[0].CPE}
		var tried wire.Trial
		h.must(c.Send(ctx, "POST", "names/test", rule, &tried))
		if tried.Fits != 1 || tried.Releases != 2 || tried.Opens == 0 || tried.Closes != 0 {
			t.Errorf("tried: %+v", tried)
		}
		open := func(release string) int {
			var found wire.Slice[wire.Finding]
			h.must(c.Get(ctx, "findings?release="+release, nil, &found))
			return found.Total
		}
		if n := open(before[0]); n != 0 {
			t.Errorf("a trial opened %d findings", n)
		}
		var kept wire.Name
		h.must(c.Send(ctx, "POST", "names", rule, &kept))
		h.settled(func() bool { return open(before[0]) == tried.Opens && open(before[1]) == tried.Opens })
		after := releases()
		for _, r := range after {
			if n := open(r); n != tried.Opens {
				t.Errorf("what arrives later has %d findings, want %d", n, tried.Opens)
			}
		}
		h.must(c.Send(ctx, "DELETE", "names/"+kept.ID, nil, nil))
		h.settled(func() bool { return open(before[0])+open(after[1]) == 0 })

		var taken wire.Taken
		file := "name,patterns,cpe\nBusyBox,our-*," + rule.CPE + "\nBad,x*,\n"
		h.must(c.Send(ctx, "POST", "names/import", wire.RuleFile{Text: file}, &taken))
		if taken.Kept != 0 || taken.Refused != 1 || taken.Lines[1].Line != 3 || taken.Lines[1].Wrong == "" {
			t.Errorf("a file with a faulty line: %+v", taken)
		}
		file = strings.Replace(file, "Bad,x*,", "Zlib,zz-*,cpe:2.3:a:zlib:zlib:*:*:*:*:*:*:*:*", 1)
		h.must(c.Send(ctx, "POST", "names/import", wire.RuleFile{Text: file, DryRun: true}, &taken))
		if taken.Kept != 2 || taken.Batch != "" {
			t.Errorf("a dry run: %+v", taken)
		}
		h.must(c.Send(ctx, "POST", "names/import", wire.RuleFile{Text: file}, &taken))
		if taken.Kept != 2 || taken.Batch == "" {
			t.Errorf("taken: %+v", taken)
		}
		h.settled(func() bool { return open(before[0]) == tried.Opens })
		csv, err := c.File(ctx, "names/export?format=csv")
		h.must(err)
		if !strings.Contains(string(csv), "our-*") {
			t.Errorf("exported: %s", csv)
		}
		h.must(c.Send(ctx, "DELETE", "names/imports/"+taken.Batch, nil, nil))
		says(t, "undone twice", c.Send(ctx, "DELETE", "names/imports/"+taken.Batch, nil, nil), 409)
		h.settled(func() bool { return open(before[0]) == 0 })
	})
}

// settled waits until what a job does is seen.
func (h *house) settled(seen func() bool) {
	h.Helper()
	for range 400 {
		if seen() {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	h.Error("it did not come to pass in ten seconds")
}
