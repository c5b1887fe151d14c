package api

import (
	"context"
	"strconv"
	"strings"

	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// ByID is the input of an operation about one record.
type ByID struct {
	ID string `path:"id" doc:"id of the record"`
}

// Paged are the parameters of every list.
type Paged struct {
	After string `query:"after" doc:"next of the page before"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

func (p Paged) page() store.Page { return store.Page{After: p.After, Limit: p.Limit} }

// body is an answer with its version.
type body[T any] struct {
	ETag string `header:"ETag"`
	Body T
}

// changing is the input of an operation that changes a record.
type changing[T any] struct {
	ID      string `path:"id"`
	IfMatch string `header:"If-Match" doc:"the version that the change is made upon, as ETag gave it"`
	Body    T
}

// making is the input of an operation that makes a record.
type making[T any] struct{ Body T }

func etag(rev int64) string { return `"` + strconv.FormatInt(rev, 10) + `"` }

// revOf reads If-Match. A change without it could undo somebody else's unseen,
// and one upon whatever there is, as * means, just so. What is no ETag of ours
// is no version that there ever was.
func revOf(ifMatch string) (int64, error) {
	tag := strings.TrimSpace(ifMatch)
	if tag == "" || tag == "*" {
		return 0, fault.New(fault.Unconditional, "a change names the version that it is made upon").Helped("send If-Match with the ETag of the record as you read it")
	}
	rev, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(tag, "W/"), `"`), 10, 64)
	if err != nil {
		return 0, nil
	}
	return rev, nil
}

func (f *Face) products() {
	operation(f, org.ReadProducts, "GET", "/api/v1/lines", "All product lines", f.listLines)
	operation(f, org.WriteProducts, "POST", "/api/v1/lines", "Add a product line", f.addLine)
	operation(f, org.ReadProducts, "GET", "/api/v1/lines/{id}", "One product line", f.getLine)
	operation(f, org.WriteProducts, "PATCH", "/api/v1/lines/{id}", "Change a product line", f.changeLine)
	operation(f, org.ReadProducts, "GET", "/api/v1/models", "Models by name", f.listModels)
	operation(f, org.WriteProducts, "POST", "/api/v1/models", "Add a model", f.addModel)
	operation(f, org.ReadProducts, "GET", "/api/v1/models/{id}", "One model", f.getModel)
	operation(f, org.WriteProducts, "PATCH", "/api/v1/models/{id}", "Change a model", f.changeModel)
	operation(f, org.ReadProducts, "GET", "/api/v1/releases", "Releases with how their parts stand", f.listReleases)
	operation(f, org.WriteProducts, "POST", "/api/v1/releases", "Add a release", f.addRelease)
	operation(f, org.ReadProducts, "GET", "/api/v1/releases/{id}", "One release with how its parts stand", f.getRelease)
	operation(f, org.WriteProducts, "PATCH", "/api/v1/releases/{id}", "Change a release", f.changeRelease)
}

func wireLine(l product.Line) wire.Line {
	return wire.Line{ID: l.ID, Name: l.Name, Note: l.Note, Rev: l.Rev}
}

func (f *Face) listLines(ctx context.Context, who org.Actor, _ *struct{}) (*body[wire.Slice[wire.Line]], error) {
	out := &body[wire.Slice[wire.Line]]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		lines, err := tx.Lines(ctx)
		out.Body.Items = each(lines, wireLine)
		out.Body.Total = len(lines)
		return err
	})
	return out, err
}

func (f *Face) addLine(ctx context.Context, who org.Actor, in *making[wire.Line]) (*body[wire.Line], error) {
	var l product.Line
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		l, err = product.AddLine(ctx, tx, who, product.Line{Name: in.Body.Name, Note: in.Body.Note})
		return err
	})
	return &body[wire.Line]{etag(l.Rev), wireLine(l)}, err
}

func (f *Face) getLine(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Line], error) {
	var l product.Line
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		var err error
		l, err = tx.Line(ctx, in.ID)
		return err
	})
	return &body[wire.Line]{etag(l.Rev), wireLine(l)}, err
}

func (f *Face) changeLine(ctx context.Context, who org.Actor, in *changing[wire.Line]) (*body[wire.Line], error) {
	rev, err := revOf(in.IfMatch)
	if err != nil {
		return nil, err
	}
	l := product.Line{ID: in.ID, Name: in.Body.Name, Note: in.Body.Note, Rev: rev}
	err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		l, err = product.ChangeLine(ctx, tx, who, l)
		return err
	})
	return &body[wire.Line]{etag(l.Rev), wireLine(l)}, withCurrent(ctx, who, err, in.ID, f.getLine)
}

func wireModel(m product.Model) wire.Model {
	return wire.Model{
		ID: m.ID, Line: m.Line, Name: m.Name, Manufacturer: m.Manufacturer, DIs: m.DIs, Class: m.Class, Code: m.Code,
		Connects: m.Connects, Aliases: m.Aliases, Note: m.Note, Rev: m.Rev,
	}
}

func modelOf(m wire.Model) product.Model {
	return product.Model{
		Line: m.Line, Name: m.Name, Manufacturer: m.Manufacturer, DIs: m.DIs, Class: m.Class, Code: m.Code,
		Connects: m.Connects, Aliases: m.Aliases, Note: m.Note,
	}
}

type modelList struct {
	Paged
	Line string `query:"line" doc:"only those of this line"`
	Text string `query:"text" doc:"contained in a name"`
}

func (f *Face) listModels(ctx context.Context, who org.Actor, in *modelList) (*body[wire.Slice[wire.Model]], error) {
	out := &body[wire.Slice[wire.Model]]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		s, err := tx.Models(ctx, in.Line, in.Text, in.page())
		out.Body = sliceOf(s, wireModel)
		return err
	})
	return out, err
}

func (f *Face) addModel(ctx context.Context, who org.Actor, in *making[wire.Model]) (*body[wire.Model], error) {
	m := modelOf(in.Body)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		m, err = product.AddModel(ctx, tx, who, m)
		return err
	})
	return &body[wire.Model]{etag(m.Rev), wireModel(m)}, err
}

func (f *Face) getModel(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Model], error) {
	var m product.Model
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		var err error
		m, err = tx.Model(ctx, in.ID)
		return err
	})
	return &body[wire.Model]{etag(m.Rev), wireModel(m)}, err
}

func (f *Face) changeModel(ctx context.Context, who org.Actor, in *changing[wire.Model]) (*body[wire.Model], error) {
	rev, err := revOf(in.IfMatch)
	if err != nil {
		return nil, err
	}
	m := modelOf(in.Body)
	m.ID, m.Rev = in.ID, rev
	err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		m, err = product.ChangeModel(ctx, tx, who, m)
		return err
	})
	return &body[wire.Model]{etag(m.Rev), wireModel(m)}, withCurrent(ctx, who, err, in.ID, f.getModel)
}

func wireRelease(r product.Release) wire.Release {
	return wire.Release{
		ID: r.ID, Model: r.Model, Version: r.Version, State: string(r.State), Note: r.Note, Rev: r.Rev,
		GeneralAvailability: string(r.Dates.GeneralAvailability), EndOfSales: string(r.Dates.EndOfSales),
		EndOfSecuritySupport: string(r.Dates.EndOfSecuritySupport), EndOfLife: string(r.Dates.EndOfLife),
	}
}

func releaseOf(r wire.Release) product.Release {
	return product.Release{
		Model: r.Model, Version: r.Version, State: product.State(r.State), Note: r.Note,
		Dates: product.Dates{
			GeneralAvailability: product.Date(r.GeneralAvailability), EndOfSales: product.Date(r.EndOfSales),
			EndOfSecuritySupport: product.Date(r.EndOfSecuritySupport), EndOfLife: product.Date(r.EndOfLife),
		},
	}
}

func wireCounts(c store.Counts) *wire.Counts {
	return &wire.Counts{Total: c.Total, Affected: c.Affected, CannotTell: c.Untold, Clean: c.Clean, NotCheckable: c.NotCheckable, Waiting: c.Waiting}
}

type releaseList struct {
	Paged
	Model string `query:"model" doc:"only those of this model"`
	Text  string `query:"text" doc:"contained in the names of line, model or aliases, or in the version"`
	Sort  string `query:"sort" enum:"name,version,changed,-name,-version,-changed" default:"name"`
}

func (f *Face) listReleases(ctx context.Context, who org.Actor, in *releaseList) (*body[wire.Slice[wire.Release]], error) {
	out := &body[wire.Slice[wire.Release]]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		s, err := tx.Releases(ctx, store.ProductFilter{Model: in.Model, Text: in.Text, Sort: in.Sort}, in.page())
		out.Body = sliceOf(s, func(r store.ProductRow) wire.Release {
			w := wireRelease(r.Release)
			w.Model, w.ModelName, w.Counts = r.Model.ID, r.Model.Name, wireCounts(r.Counts)
			return w
		})
		out.Body.AsOf = f.Intel.AsOf()
		return err
	})
	return out, err
}

func (f *Face) addRelease(ctx context.Context, who org.Actor, in *making[wire.Release]) (*body[wire.Release], error) {
	r := releaseOf(in.Body)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		r, err = product.AddRelease(ctx, tx, who, r)
		return err
	})
	return &body[wire.Release]{etag(r.Rev), wireRelease(r)}, err
}

func (f *Face) getRelease(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Release], error) {
	out := &body[wire.Release]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		r, err := tx.Release(ctx, in.ID)
		if err != nil {
			return err
		}
		m, err := tx.Model(ctx, r.Model)
		if err != nil {
			return err
		}
		counts, err := tx.ReleaseCounts(ctx, []string{r.ID})
		out.Body = wireRelease(r)
		out.Body.ModelName, out.Body.Counts, out.ETag = m.Name, wireCounts(counts[r.ID]), etag(r.Rev)
		return err
	})
	return out, err
}

func (f *Face) changeRelease(ctx context.Context, who org.Actor, in *changing[wire.Release]) (*body[wire.Release], error) {
	rev, err := revOf(in.IfMatch)
	if err != nil {
		return nil, err
	}
	r := releaseOf(in.Body)
	r.ID, r.Rev = in.ID, rev
	err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		r, err = product.ChangeRelease(ctx, tx, who, r)
		return err
	})
	return &body[wire.Release]{etag(r.Rev), wireRelease(r)}, withCurrent(ctx, who, err, in.ID, f.getRelease)
}

// each turns a list of one thing into a list of another; never nil, so that JSON shows [].
func each[A, B any](in []A, turn func(A) B) []B {
	out := make([]B, len(in))
	for i, v := range in {
		out[i] = turn(v)
	}
	return out
}

func sliceOf[A, B any](s store.Slice[A], turn func(A) B) wire.Slice[B] {
	return wire.Slice[B]{Items: each(s.Rows, turn), Next: s.Next, Total: s.Total}
}
