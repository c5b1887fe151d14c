package web

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strings"

	"aceso/internal/domain/job"
	"aceso/internal/domain/org"
	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/format/sheet"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/bom"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// scratch is the product that takes what somebody only wants to look at.
const scratch = "Scratch"

// GET /import
func (f *Face) askImport(w http.ResponseWriter, r *http.Request) error {
	p, err := f.importPage(r, r.FormValue("release"))
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// importPage is the form for a file; chosen is the release it is for.
func (f *Face) importPage(r *http.Request, chosen string) (view.Page, error) {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		models, err := tx.Models(ctx, "", "", store.Page{Limit: most})
		if err != nil {
			return err
		}
		releases, err := tx.Releases(ctx, store.ProductFilter{}, store.Page{Limit: most})
		if err != nil {
			return err
		}
		var into []ui.Choice
		for _, v := range releases.Rows {
			if v.Model.Name != scratch {
				into = append(into, ui.Choice{Value: "release:" + v.Release.ID, Label: v.Model.Name + " " + v.Release.Version, Chosen: v.Release.ID == chosen})
			}
		}
		if who.Allowed(org.WriteProducts) {
			for _, m := range models.Rows {
				if m.Name != scratch {
					into = append(into, ui.Choice{Value: "model:" + m.Name, Label: m.Name + ": a new release, named below"})
				}
			}
		}
		p = view.New(frame, into, intake.SBOM.Bytes)
		p.MayImport = who.Allowed(org.ImportSBOM)
		return nil
	})
	return p, err
}

// POST /import takes a file.
func (f *Face) importSBOM(w http.ResponseWriter, r *http.Request) error {
	d, into, err := delivery(w, r)
	var receipt sbom.Receipt
	if err == nil {
		receipt, err = f.Importer.Import(r.Context(), serve.Actor(r), d)
	}
	if errors.Is(err, sheet.NoNames) {
		return f.holdTable(w, r, d, into)
	}
	if what := refused(err); what != nil {
		release, _ := strings.CutPrefix(into, "release:")
		p, err := f.importPage(r, release)
		if err != nil {
			return err
		}
		p.Form.Put("into", into)
		p.Form.Put("version", d.Target.Version)
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	if err != nil {
		return err
	}
	to := "/imports/" + receipt.ID
	if receipt.Again {
		to += "?again=yes"
	}
	return onward(w, r, to)
}

// holdTable keeps a table that says nothing of its columns, and asks.
func (f *Face) holdTable(w http.ResponseWriter, r *http.Request, d serve.Delivery, into string) error {
	blob, err := f.Importer.Hold(r.Context(), serve.Actor(r), d.File, d.Data)
	if err != nil {
		return err
	}
	q := url.Values{"file": {blob.Hash}}
	if into != "" {
		q.Set("into", into)
		q.Set("version", d.Target.Version)
	}
	return onward(w, r, "/import/columns?"+q.Encode())
}

// delivery reads the form with its file, within the limits of a bill of materials.
func delivery(w http.ResponseWriter, r *http.Request) (d serve.Delivery, into string, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, intake.SBOM.Bytes+maxForm)
	parts, err := r.MultipartReader()
	if err != nil {
		return d, "", fault.New(fault.Invalid, "no file was sent").Helped("choose a file and send it again")
	}
	d.Via = "web"
	version := ""
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return d, into, unreadable(err)
		}
		switch part.FormName() {
		case "file":
			d.File = fileName(part)
			d.Data, err = upTo(part, intake.SBOM.Bytes)
		case "into":
			into, err = short(part)
		case "version":
			version, err = short(part)
		}
		if err != nil {
			return d, into, unreadable(err)
		}
	}
	d.Target, err = target(into, version, d.File)
	return d, into, err
}

// target is the release that the form names; none is a look at the file alone.
func target(into, version, file string) (serve.Target, error) {
	kind, what, _ := strings.Cut(into, ":")
	version = strings.TrimSpace(version)
	switch {
	case into == "" && file == "":
		return serve.Target{}, nil // the importer says that there is no file
	case into == "":
		return serve.Target{Name: scratch, Version: file, Create: true, Apart: true}, nil
	case kind == "release":
		return serve.Target{Release: what}, nil
	case kind == "model" && version == "":
		return serve.Target{Name: what, Create: true}, fault.New(fault.Invalid, "a new release needs a version").Helped("write it below the product")
	case kind == "model":
		return serve.Target{Name: what, Version: version, Create: true}, nil
	}
	return serve.Target{}, fault.New(fault.Invalid, "%q is neither a product nor a release", into)
}

// fileName is the last part of the name that the sender gave, short enough to
// be the name of a scratch release.
func fileName(part *multipart.Part) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '_'
		}
		return r
	}, path.Base(strings.ReplaceAll(part.FileName(), `\`, "/")))
	if name == "." || name == "/" {
		return ""
	}
	for len(name) > 150 {
		_, cut := lastRune(name)
		name = name[:cut]
	}
	return name
}

// lastRune returns the last character of a text and where it begins.
func lastRune(s string) (rune, int) {
	var last rune
	at := 0
	for i, r := range s {
		last, at = r, i
	}
	return last, at
}

// upTo reads a file; one that is longer than allowed is refused, not cut.
func upTo(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, tooLarge(limit)
	}
	return data, nil
}

func tooLarge(limit int64) error {
	return fault.New(fault.TooLarge, "the file is larger than %s, the limit for a parts list", ui.Bytes(limit)).Helped("split it by release or subsystem, or leave out the list of files")
}

// maxShort bounds a field that is no file, in bytes.
const maxShort = 1000

// short reads a field that is no file.
func short(r io.Reader) (string, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxShort+1))
	if err == nil && len(text) > maxShort {
		err = fault.New(fault.TooLarge, "a field of the form is longer than %d bytes", maxShort).Helped("choose from the list, and give a short version")
	}
	return string(text), err
}

// unreadable wraps what goes wrong while a form arrives.
func unreadable(err error) error {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return tooLarge(intake.SBOM.Bytes)
	}
	if fault.Of(err) != nil {
		return err
	}
	return fault.New(fault.Invalid, "the form broke off: %v", err).Helped("send the file again")
}

// GET /imports/{id} shows how far an import is, then the answer.
func (f *Face) imported(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var p view.Job
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		s, err := tx.SBOM(ctx, r.PathValue("id"))
		if err != nil {
			return err
		}
		j, err := tx.Job(ctx, s.Job)
		if fault.Is(err, fault.NotFound) {
			j, err = job.Job{State: job.Done}, nil // jobs that ended long ago are forgotten
		}
		if err != nil {
			return err
		}
		p, err = f.jobPage(ctx, tx, frame, s, j)
		p.Again = r.FormValue("again") != ""
		p.MayRetry = serve.Actor(r).Allowed(org.ImportSBOM)
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func (f *Face) jobPage(ctx context.Context, tx *store.Tx, frame ui.Frame, s sbom.SBOM, j job.Job) (view.Job, error) {
	info, known := f.Intel.Now()
	p := view.NewJob(frame, s.ID, s.File, !j.Processing() || !known)
	p.Steps = steps(s, j)
	p.Worked, p.Total = j.Done, j.Total
	if j.State == job.Failed || j.State == job.Cancelled {
		p.Failed, p.Fix = j.Problem, "look at the problem above; the file itself is kept"
	}
	if known {
		p.AsOf = info.Made
	}
	release, err := tx.Release(ctx, s.Release)
	if err != nil {
		return p, err
	}
	m, err := tx.Model(ctx, release.Model)
	if err != nil {
		return p, err
	}
	counts, err := tx.ReleaseCounts(ctx, []string{release.ID})
	if err != nil {
		return p, err
	}
	problems, err := tx.SBOMProblems(ctx, s.ID)
	if err != nil {
		return p, err
	}
	if s.Format == sbom.List {
		p.Columns, p.Said = "/imports/"+s.ID+"/columns", s.Reading != ""
	}
	if p.Current = s.Current; s.Current {
		p.Answer = partsOf(counts[release.ID]) // the release's: that of another list says nothing of this one
	} else if err := otherCurrent(ctx, tx, &p, s); err != nil {
		return p, err
	}
	p.Parts, p.Arrived, p.From, p.Original = s.Distinct, s.Imported, s.By+via[s.Via], "/sboms/"+s.ID+"/original"
	p.Release = ui.Link{Label: m.Name + " " + release.Version, URL: "/releases/" + release.ID}
	p.Finding, p.Unknown = "/findings?release="+release.ID, p.Release.URL+"?tab=unchecked"
	p.Faults, p.Problem = problems[:min(10, len(problems))], len(problems)
	if s.Current {
		p.AllURL = p.Release.URL + "?tab=problems"
	}
	return p, nil
}

// otherCurrent tells which list the release's answers rest on instead.
func otherCurrent(ctx context.Context, tx *store.Tx, p *view.Job, s sbom.SBOM) error {
	other, err := tx.CurrentSBOM(ctx, s.Release)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	p.Other, p.OtherAt = ui.Link{Label: other.File, URL: "/imports/" + other.ID}, other.Imported
	p.Superseded = other.ID > s.ID // ids rise with time
	return err
}

// steps are what happens to a file, and how far it is.
func steps(s sbom.SBOM, j job.Job) []view.Step {
	done := ui.State{Word: "done", Look: ui.Fine}
	last := view.Step{Name: "Held against the sources", State: done}
	switch j.State {
	case job.Queued:
		last.State, last.Now, last.Note = ui.State{Word: "waits", Look: ui.Quiet}, true, j.Problem
	case job.Running:
		last.State, last.Now = ui.State{Word: "under way", Look: ui.Moving}, true
		last.Note = ui.Number(j.Done) + " of " + ui.Number(j.Total)
	case job.Failed, job.Cancelled:
		last.State = ui.State{Word: "failed", Look: ui.Failed}
	}
	read := ui.Count(s.Components, "part", "parts")
	if s.Distinct < s.Components {
		read = ui.Count(s.Components, "entry", "entries") + ", " + ui.Count(s.Distinct, "different part", "different parts")
	}
	return []view.Step{
		{Name: "Received", State: done, Note: ui.Bytes(s.Size)},
		{Name: "Read", State: done, Note: read},
		last,
	}
}

// POST /imports/{id}/retry queues a failed match again.
func (f *Face) retryImport(w http.ResponseWriter, r *http.Request) error {
	ctx, who, id := r.Context(), serve.Actor(r), r.PathValue("id")
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		s, err := tx.SBOM(ctx, id)
		if err != nil {
			return err
		}
		_, err = job.Retry(ctx, tx, who, s.Job)
		return err
	})
	if err != nil {
		return err
	}
	return onward(w, r, "/imports/"+id)
}

// GET /sboms/{id}/original sends the file as it arrived.
func (f *Face) original(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var s sbom.SBOM
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		var err error
		s, err = tx.SBOM(ctx, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	body, err := f.Blobs.Open(s.Hash)
	if err != nil {
		return err
	}
	defer body.Close()
	data, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	serve.Download(w, s.File, "application/octet-stream", data)
	return nil
}
