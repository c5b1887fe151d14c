package web

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/serve"
	"aceso/internal/serve/web/list"
	view "aceso/internal/serve/web/view/logbook"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// GET /log
func (f *Face) log(w http.ResponseWriter, r *http.Request) error {
	p, err := f.logPage(r)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func (f *Face) logPage(r *http.Request) (view.Page, error) {
	ctx := r.Context()
	var p view.Page
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		shown, err := f.listed(ctx, tx, r, f.logList())
		if err != nil {
			return err
		}
		p = view.New(frame, shown)
		points, err := tx.Checkpoints(ctx)
		if n := len(points); n > 0 {
			p.Witness = &view.Mark{At: points[n-1].At, Size: points[n-1].Size}
		}
		return err
	})
	if f.ExportLog != nil {
		p.Export = "/log/export"
	}
	return p, err
}

// logNouns are what the log can be narrowed to.
var logNouns = list.Choices("", "everything", "sbom", "parts lists", "finding", "findings", "release", "releases", "model", "models", "case", "cases", "clock", "clocks",
	"alias", "name rules", "support", "support of parts", "plan", "replacement plans", "intel", "intelligence", "person", "people", "token", "API tokens")

// logList is the log, as it is read.
func (f *Face) logList() list.List[view.Entry] {
	return list.List[view.Entry]{Spec: view.Entries, Needs: org.ReadLog, Open: func(_ context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Entry], error) {
		filter := store.EntryFilter{What: a.Get("what"), About: a.Get("about")}
		if strings.ContainsAny(filter.What, "%_") {
			return nil, fault.New(fault.Invalid, "there is no kind of entry %q", filter.What).Helped("choose one of the list")
		}
		if a.Choices["what"] = logNouns; filter.About != "" {
			a.Of = "about the record " + filter.About
		}
		return func(ctx context.Context, p store.Page) (store.Slice[view.Entry], error) {
			found, err := tx.EntriesBy(ctx, filter, a.Sort, p)
			return list.Map(found, entry), err
		}, nil
	}}
}

// entry is one line of the log in words, with where it leads.
func entry(e record.Entry) view.Entry {
	out := view.Entry{Seq: e.Seq, At: e.At, Who: e.Who.Name, Token: e.Who.Token != "", What: view.Verb(e.What), Kind: e.What, About: aboutLink(e), Record: e.About}
	if raw, ok := e.Data.(json.RawMessage); ok {
		out.Data = string(raw)
	}
	return out
}

// logPlaces is where the records of a noun are shown.
var logPlaces = map[string]string{"release": "/releases/", "model": "/products/", "sbom": "/imports/", "finding": "/findings/", "alias": "/names#rule-", "person": "/people/"}

// aboutLink names the record that an entry is about, as far as the entry itself does.
func aboutLink(e record.Entry) ui.Link {
	noun, verb, _ := strings.Cut(e.What, ".")
	var data struct {
		Name, File, Part, Version json.RawMessage
		Component, Deed           string
	}
	if raw, ok := e.Data.(json.RawMessage); ok {
		_ = json.Unmarshal(raw, &data) // what an entry does not name stays unnamed
	}
	label := ""
	for _, raw := range []json.RawMessage{data.Name, data.File, data.Part, data.Version} {
		if label = plainOrNew(raw); label != "" {
			break
		}
	}
	switch e.What {
	case "sbom.shared", "sbom.share-fetched", "sbom.share-revoked", "sbom.share-restored":
		return ui.Link{Label: recipientOf(e), URL: "/shares/" + e.About}
	case "finding.matched":
		return ui.Link{Label: matched(e)}
	case "person.signed-in":
		return ui.Link{}
	}
	if noun == "deed" || data.Deed != "" && data.Deed == e.About {
		return ui.Link{Label: "which", URL: "/deeds/" + e.About}
	}
	if noun == "person" && e.About == e.Who.Person { // what somebody did with their own account
		return ui.Link{Label: label}
	}
	place, ok := logPlaces[noun]
	if !ok || verb == "removed" {
		return ui.Link{Label: label}
	}
	if label == "" {
		label = "which"
	}
	return ui.Link{Label: label, URL: place + e.About}
}

// recipientOf is to whom a parts list was given.
func recipientOf(e record.Entry) string {
	var data struct{ Recipient string }
	if raw, ok := e.Data.(json.RawMessage); ok {
		_ = json.Unmarshal(raw, &data)
	}
	return cmp.Or(data.Recipient, "to whom")
}

// plainOrNew reads a text, or the new one of a change.
func plainOrNew(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var change struct{ New string }
	if json.Unmarshal(raw, &change) == nil {
		return change.New
	}
	return ""
}

// POST /log/verify reads the whole log again and says whether it holds.
func (f *Face) verifyLog(w http.ResponseWriter, r *http.Request) error {
	proof, err := f.proof(r.Context(), serve.Actor(r).Org)
	if err != nil {
		return err
	}
	p, err := f.logPage(r)
	if err != nil {
		return err
	}
	p.Proof = &proof
	return show(w, r, p.Show())
}

func (f *Face) proof(ctx context.Context, orgID string) (view.Proof, error) {
	report, err := f.VerifyLog(ctx, orgID)
	if fault.Is(err, fault.Unverified) {
		return view.Proof{Fault: fault.Of(err).Text, At: f.DB.Now()}, nil
	}
	if err != nil {
		return view.Proof{}, err
	}
	return view.Proof{Holds: true, Entries: report.Size, Root: report.Root.String(), At: f.DB.Now(), Marks: report.Checkpoints, Open: report.Uncovered()}, nil
}

// GET /log/export sends the log with its checkpoints, to be verified elsewhere.
func (f *Face) exportLog(w http.ResponseWriter, r *http.Request) error {
	if f.ExportLog == nil {
		return fault.New(fault.NotFound, "the log can't be downloaded here")
	}
	var b bytes.Buffer
	if err := f.ExportLog(r.Context(), serve.Actor(r).Org, &b); err != nil {
		return err
	}
	serve.Download(w, "aceso-log-"+f.DB.Now().Format("2006-01-02")+".jsonl", "application/jsonl", b.Bytes())
	return nil
}

// matched sums up what matching did to the findings of a part.
func matched(e record.Entry) string {
	raw, ok := e.Data.(json.RawMessage)
	var c finding.Change
	if !ok || json.Unmarshal(raw, &c) != nil {
		return ""
	}
	var parts []string
	for _, one := range []struct {
		list []string
		word string
	}{{c.Opened, "new"}, {c.Reopened, "came back"}, {c.Closed, "closed"}, {c.Lost, "lost their source"}, {c.Back, "have their source back"}, {c.Changed, "changed"}} {
		if n := len(one.list); n > 0 && n <= 3 {
			parts = append(parts, strings.Join(one.list, ", ")+" "+one.word)
		} else if n > 3 {
			parts = append(parts, ui.Number(n)+" "+one.word)
		}
	}
	return ui.List(parts)
}
