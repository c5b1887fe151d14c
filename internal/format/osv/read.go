package osv

import (
	"sync"

	"aceso/internal/domain/vuln"
	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// A reader walks one record. A value of another type than the schema gives it
// costs the record; null stands for nothing.
type reader struct{ *intake.JSONWalk }

// walks are used again: a feed has a hundred thousand records of one form.
var walks = sync.Pool{New: func() any { return new(intake.JSONWalk) }}

func (d *document) read(data []byte) error {
	w := walks.Get().(*intake.JSONWalk)
	defer walks.Put(w)
	if err := w.Again(data, intake.Feed); err != nil {
		return err
	}
	r := reader{w}
	r.object(func(name string) { r.member(d, name) })
	if err := w.Close(); err != nil {
		return err
	}
	for _, p := range w.Problems {
		if p.Rule == "json-type" {
			return fault.New(fault.Invalid, "the JSON value %s does not belong here: %s", p.Path, p.Text)
		}
	}
	return nil
}

func (r reader) member(d *document, name string) {
	switch name {
	case "id":
		d.ID = r.text()
	case "modified":
		d.Modified = r.text()
	case "published":
		d.Published = r.text()
	case "withdrawn":
		d.Withdrawn = r.text()
	case "aliases":
		d.Aliases = r.texts()
	case "upstream":
		d.Upstream = r.texts()
	case "related":
		d.Related = r.texts()
	case "summary":
		d.Summary = r.text()
	case "details":
		d.Details = r.text()
	case "severity":
		d.Severity = r.severities()
	case "affected":
		r.array(func() {
			var a affected
			r.object(func(name string) { r.affected(&a, name) })
			d.Affected = append(d.Affected, a)
		})
	case "references":
		r.array(func() { r.link(d) })
	case "database_specific":
		r.object(func(name string) {
			switch name {
			case "severity":
				d.Word = r.perhaps()
			case "cwe_ids":
				r.each(func() { d.CWEs = append(d.CWEs, r.perhaps()) })
			}
		})
	}
}

func (r reader) affected(a *affected, name string) {
	switch name {
	case "package":
		r.object(func(name string) {
			switch name {
			case "ecosystem":
				a.Ecosystem = r.text()
			case "name":
				a.Name = r.text()
			}
		})
	case "severity":
		a.Severity = r.severities()
	case "ranges":
		r.array(func() { a.Ranges = append(a.Ranges, r.events()) })
	case "versions":
		a.Versions = r.texts()
	case "ecosystem_specific":
		r.object(func(name string) {
			switch name {
			case "urgency":
				a.Urgency = r.perhaps()
			case "severity":
				a.Word = r.perhaps()
			}
		})
	case "database_specific":
		r.object(func(name string) {
			if name == "cwes" {
				r.each(func() { a.CWEs = append(a.CWEs, r.cwe()) })
			}
		})
	}
}

func (r reader) severities() (all []severity) {
	r.array(func() {
		var s severity
		r.object(func(name string) {
			switch name {
			case "type":
				s.Type = r.text()
			case "score":
				s.Score = r.text()
			}
		})
		all = append(all, s)
	})
	return all
}

func (r reader) events() (run eventRun) {
	r.object(func(name string) {
		switch name {
		case "type":
			run.Type = r.text()
		case "events":
			r.array(func() {
				var e event
				r.object(func(name string) {
					switch name {
					case "introduced":
						e.Introduced = r.text()
					case "fixed":
						e.Fixed = r.text()
					case "last_affected":
						e.LastAffected = r.text()
					case "limit":
						e.Limit = r.text()
					}
				})
				run.Events = append(run.Events, e)
			})
		}
	})
	return run
}

func (r reader) link(d *document) {
	var kind, url string
	r.object(func(name string) {
		switch name {
		case "type":
			kind = r.text()
		case "url":
			url = r.text()
		}
	})
	if url != "" {
		d.Links = append(d.Links, vuln.Link{Kind: kinds[kind], URL: url})
	}
}

// cwe reads the id of a weakness type, of an entry that has one.
func (r reader) cwe() (id string) {
	if r.Kind() == '{' {
		r.Object(func(name string) {
			if name == "cweId" {
				id = r.perhaps()
			}
		})
	}
	return id
}

func (r reader) text() string {
	if r.Kind() == 'n' {
		return ""
	}
	return r.String()
}

// texts reads a list of texts; null among them is an empty one.
func (r reader) texts() (all []string) {
	r.array(func() { all = append(all, r.text()) })
	return all
}

func (r reader) object(fn func(name string)) {
	if r.Kind() != 'n' {
		r.Object(fn)
	}
}

func (r reader) array(fn func()) {
	if r.Kind() != 'n' {
		r.Array(func(int) { fn() })
	}
}

// perhaps reads a text, and passes over anything else.
func (r reader) perhaps() string {
	if r.Kind() == '"' {
		return r.String()
	}
	return ""
}

// each reads an array, and passes over anything else.
func (r reader) each(fn func()) {
	if r.Kind() == '[' {
		r.Array(func(int) { fn() })
	}
}
