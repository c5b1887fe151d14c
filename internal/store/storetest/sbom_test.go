package storetest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"aceso/internal/domain/job"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/domain/sbom"
	"aceso/internal/store"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// arrival is a bill of materials with these packages of npm, "name@version".
func arrival(release string, packages ...string) sbom.Arrival {
	sum := sha256.Sum256([]byte(release + strings.Join(packages, "\n")))
	a := sbom.Arrival{Release: release, Via: "api", Original: record.Blob{Hash: hex.EncodeToString(sum[:]), Size: 1, Name: "bom.json"}}
	a.Document = sbom.Document{Format: sbom.CycloneDX, Version: "1.6", Encoding: "json", Subject: &sbom.Component{Name: "pump", Version: "1"}}
	for i, p := range packages {
		name, version, _ := strings.Cut(p, "@")
		a.Document.Components = append(a.Document.Components, sbom.Component{Ref: fmt.Sprint(i), Kind: "library", Name: name, Version: version, PURL: "pkg:npm/" + p, Licence: "MIT"})
	}
	return a
}

// bring imports an arrival.
func bring(t testing.TB, db *store.DB, who org.Actor, a sbom.Arrival) sbom.Receipt {
	t.Helper()
	var r sbom.Receipt
	do(t, db, who, func(tx *store.Tx) (err error) {
		r, err = sbom.Import(ctx, tx, who, a)
		return err
	})
	return r
}

// parts lists "name@version" of a release's current components.
func parts(t testing.TB, db *store.DB, who org.Actor, release string) string {
	t.Helper()
	var names []string
	see(t, db, who, func(tx *store.Tx) error {
		page, err := tx.Parts(ctx, store.PartFilter{Release: release}, store.Page{Limit: 500})
		for _, p := range page.Rows {
			names = append(names, p.Component.Name+"@"+p.Component.Version)
		}
		if page.Total != len(names) {
			t.Errorf("total %d, listed %d", page.Total, len(names))
		}
		return err
	})
	return strings.Join(names, " ")
}

func TestTheSameBytesForTheSameReleaseAreOneImport(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		r := release(t, db, who, "IP-200", "4.2.0")
		a := arrival(r.ID, "left-pad@1.0.0", "lodash@4.17.20", "lodash@4.17.20")
		a.Problems.Add("components[0]", "component-names-supplier", "names no supplier")
		a.Problems.Warn("components[1]", "component-has-hash", "has no hash")
		receipts := make([]sbom.Receipt, 6)
		var wg sync.WaitGroup
		for i := range receipts {
			wg.Go(func() {
				if err := db.In(who.Org).Update(ctx, func(tx *store.Tx) (err error) {
					receipts[i], err = sbom.Import(ctx, tx, who, a)
					return err
				}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		fresh := 0
		for _, r := range receipts {
			if r.ID != receipts[0].ID || r.Job != receipts[0].Job {
				t.Errorf("two imports of the same bytes: %s and %s", r.ID, receipts[0].ID)
			}
			if !r.Again {
				fresh++
			}
		}
		if fresh != 1 {
			t.Errorf("%d imports were new, want 1", fresh)
		}
		see(t, db, who, func(tx *store.Tx) error {
			s, err := tx.CurrentSBOM(ctx, r.ID)
			if err != nil {
				return err
			}
			if s.Components != 3 || s.Distinct != 2 || s.Errors != 1 || s.Warnings != 1 || s.Subject != "pump 1" || !s.Current {
				t.Errorf("kept %+v", s)
			}
			d, err := tx.SBOMDocument(ctx, s.ID)
			if err != nil || len(d.Components) != 3 || d.Components[1].Licence != "MIT" {
				t.Errorf("the document came back as %+v: %v", d, err)
			}
			p, err := tx.SBOMProblems(ctx, s.ID)
			if err != nil || len(p) != 2 || p[1].Level != check.Warning {
				t.Errorf("the problems came back as %+v: %v", p, err)
			}
			j, err := tx.Job(ctx, s.Job)
			if err != nil || j.State != job.Queued || j.About != s.ID {
				t.Errorf("the job is %+v: %v", j, err)
			}
			e, err := tx.Entries(ctx, store.EntryFilter{What: "sbom.imported"})
			if len(e) != 1 {
				t.Errorf("the log tells %d imports", len(e))
			}
			return err
		})
	})
}

func TestTheNewestBillOfMaterialsIsCurrentAndHistoryIsKept(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		r := release(t, db, who, "IP-200", "4.2.0")
		first := bring(t, db, who, arrival(r.ID, "a@1", "b@1", "c@1"))
		bring(t, db, who, arrival(r.ID, "b@1", "c@2", "d@1"))
		if got := parts(t, db, who, r.ID); got != "b@1 c@2 d@1" {
			t.Errorf("after the second import the release has %s", got)
		}
		empty := bring(t, db, who, arrival(r.ID))
		if got := parts(t, db, who, r.ID); empty.Current || got != "b@1 c@2 d@1" {
			t.Errorf("an empty list took the place of a full one: %s", got)
		}
		do(t, db, who, func(tx *store.Tx) error {
			_, err := sbom.Choose(ctx, tx, who, first.ID)
			return err
		})
		if got := parts(t, db, who, r.ID); got != "a@1 b@1 c@1" {
			t.Errorf("after choosing the first the release has %s", got)
		}
		see(t, db, who, func(tx *store.Tx) error {
			all, err := tx.SBOMs(ctx, r.ID)
			if len(all) != 3 || !all[2].Current || all[1].Current {
				t.Errorf("the history is %+v", all)
			}
			return err
		})
	})
}

func TestAComponentIsHeldOnceForAllReleases(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who, marrow := Org(t, db, "larkfield", org.Security), Org(t, db, "marrow", org.Security)
		for _, v := range []string{"1", "2", "3"} {
			bring(t, db, who, arrival(release(t, db, who, "IP-200", v).ID, "a@1", "b@"+v))
		}
		bring(t, db, marrow, arrival(release(t, db, marrow, "IP-200", "1").ID, "a@1"))
		see(t, db, who, func(tx *store.Tx) error {
			all, err := tx.Parts(ctx, store.PartFilter{}, store.Page{})
			if err != nil || all.Total != 4 {
				t.Errorf("%d distinct components, want 4: %v", all.Total, err)
			}
			with, err := tx.ReleasesWith(ctx, all.Rows[0].No, store.Page{})
			if err != nil || with.Total != 3 || len(with.Rows) != 3 {
				t.Errorf("a@1 is in %d releases, want 3: %v", with.Total, err)
			}
			text, err := tx.Parts(ctx, store.PartFilter{Text: "NPM/B"}, store.Page{})
			if text.Total != 3 {
				t.Errorf("searching finds %d, want 3", text.Total)
			}
			return err
		})
		see(t, db, marrow, func(tx *store.Tx) error {
			all, err := tx.Parts(ctx, store.PartFilter{}, store.Page{})
			if all.Total != 1 {
				t.Errorf("marrow sees %d components, want its own one", all.Total)
			}
			return err
		})
	})
}

func TestAnswersOfAMatchAreKeptAndCounted(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		r := release(t, db, who, "IP-200", "1")
		bring(t, db, who, arrival(r.ID, "a@1", "b@1", "c@1", "d@1", "e@1"))
		do(t, db, who, func(tx *store.Tx) error {
			ps, err := tx.UnmatchedParts(ctx, r.ID, "bundle-1", 0, 4)
			if err != nil || len(ps) != 4 {
				t.Fatalf("%d wait, want 4: %v", len(ps), err)
			}
			ps[0].Checked, ps[0].Affected = "matched", 2
			ps[1].Checked, ps[1].Untold = "matched", 1
			ps[2].Checked = "clean"
			ps[3].Checked, ps[3].Reason = "not_checkable", `has neither purl nor "CPE"`
			for i := range ps {
				ps[i].Bundle = "bundle-1"
			}
			return tx.SavePartAnswers(ctx, ps)
		})
		want := store.Counts{Total: 5, Affected: 1, Untold: 1, Clean: 1, NotCheckable: 1, Waiting: 1}
		see(t, db, who, func(tx *store.Tx) error {
			got, err := tx.ReleaseCounts(ctx, []string{r.ID})
			if err != nil || got[r.ID] != want {
				t.Errorf("counts %+v, want %+v: %v", got[r.ID], want, err)
			}
			all, err := tx.AllCounts(ctx)
			if err != nil || all != want {
				t.Errorf("all counts %+v, want %+v: %v", all, want, err)
			}
			rest, err := tx.Parts(ctx, store.PartFilter{Release: r.ID, Checked: []match.Checked{store.Waiting, "not_checkable"}}, store.Page{})
			if err != nil || rest.Total != 2 || rest.Rows[0].Reason != `has neither purl nor "CPE"` {
				t.Errorf("got %+v: %v", rest, err)
			}
			return nil
		})
	})
}

func TestABlobIsVerifiedAtEveryRead(t *testing.T) {
	dir := t.TempDir()
	blobs, err := store.OpenBlobs(dir)
	if err != nil {
		t.Fatal(err)
	}
	b, err := blobs.Put(strings.NewReader("hello"), 5)
	if err != nil || b.Size != 5 || b.Hash != "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" {
		t.Fatalf("kept as %+v: %v", b, err)
	}
	if _, err := blobs.Put(strings.NewReader("hello"), 5); err != nil {
		t.Errorf("the same bytes again: %v", err)
	}
	if _, err := blobs.Put(strings.NewReader("hello!"), 5); !fault.Is(err, fault.TooLarge) {
		t.Errorf("more than the limit: %v", err)
	}
	read := func() (string, error) {
		r, err := blobs.Open(b.Hash)
		if err != nil {
			return "", err
		}
		defer r.Close()
		var out bytes.Buffer
		_, err = io.Copy(&out, r)
		return out.String(), err
	}
	if got, err := read(); got != "hello" || err != nil {
		t.Errorf("read %q: %v", got, err)
	}
	if err := os.WriteFile(filepath.Join(dir, b.Hash[:2], b.Hash[2:]), []byte("jello"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := read(); !fault.Is(err, fault.Unverified) {
		t.Errorf("changed bytes are not noticed: %v", err)
	}
	if _, err := blobs.Put(strings.NewReader("hello"), 5); err != nil {
		t.Error(err)
	}
	if got, err := read(); got != "hello" || err != nil {
		t.Errorf("the same upload again does not mend a harmed file: %q %v", got, err)
	}
	for _, name := range []string{"", "../../etc/passwd", strings.Repeat("0", 64), strings.Repeat("/", 64)} {
		if _, err := blobs.Open(name); !fault.Is(err, fault.NotFound) {
			t.Errorf("opened %q: %v", name, err)
		}
	}
	if left, _ := os.ReadDir(filepath.Join(dir, "new")); len(left) != 0 {
		t.Errorf("%d temporary files were left behind", len(left))
	}
}

func TestABlobBelongsToThoseWhoSentIt(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		lark, marrow := Org(t, db, "larkfield"), Org(t, db, "marrow")
		do(t, db, lark, func(tx *store.Tx) error { return tx.SaveBlob(ctx, record.Blob{Hash: "abc", Size: 3, Name: "x"}) })
		err := db.In(marrow.Org).View(ctx, func(tx *store.Tx) error {
			_, err := tx.Blob(ctx, "abc")
			return err
		})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("marrow sees larkfield's file: %v", err)
		}
	})
}

func TestARequestIsAnsweredOnceByItsKey(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield")
		first := store.Reply{Person: who.Person, Key: "k", Request: "abc", Status: 201, Body: []byte("{}")}
		do(t, db, who, func(tx *store.Tx) error { return tx.SaveReply(ctx, first) })
		err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error { return tx.SaveReply(ctx, first) })
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("a key was used twice: %v", err)
		}
		see(t, db, who, func(tx *store.Tx) error {
			got, err := tx.Reply(ctx, who.Person, "k")
			if got.Status != 201 || string(got.Body) != "{}" || !got.At.Equal(Today) {
				t.Errorf("the reply is %+v", got)
			}
			return err
		})
	})
}
