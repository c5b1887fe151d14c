package web

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"os"
	"strconv"

	"aceso/internal/serve"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// Lists are all lists of the workbench. Each has its exports by standing here.
func (f *Face) Lists() []list.Declared {
	return []list.Declared{
		f.findingList(),
		f.caseList(),
		f.clockList(),
		f.componentList(),
		f.horizonList(),
		f.partList(),
		f.uncheckedOfRelease(),
		f.problemList(),
		f.uncheckedList(),
		f.jobList(),
		f.logList(),
		f.shareList(),
		f.releaseShareList(),
		f.fetchList(),
		f.deedList(),
		f.uploadList(),
		f.tokenList(),
		f.viewList(),
		f.productList(),
		f.releaseList(),
		f.nameList(),
		f.ruleList(),
		f.touchList(),
	}
}

// listRoutes are the forms in which the lists leave.
func (f *Face) listRoutes() []serve.Route {
	var out []serve.Route
	for _, l := range f.Lists() {
		for _, format := range list.Formats {
			about := l.About()
			out = append(out, serve.Route{Method: "GET", Path: about.Path + "." + string(format), Needs: about.Needs, Face: serve.Page, Do: f.sendList(l, format)})
		}
	}
	return out
}

// recordOf is the record that a list is asked for of; "" for none.
func recordOf(r *http.Request) string { return cmp.Or(r.PathValue("id"), r.PathValue("swap")) }

// exporting bounds how many lists are written at once: each takes a connection
// to the database and a core for as long as it is long.
var exporting = make(chan struct{}, 3)

// sendList answers with all of a list in a format, as its page shows it.
func (f *Face) sendList(l list.Declared, format list.Format) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ask, err := l.Read(r.URL.Query(), serve.Actor(r), recordOf(r))
		if err != nil {
			return err
		}
		select {
		case exporting <- struct{}{}:
		case <-r.Context().Done():
			return r.Context().Err()
		}
		free := func() { <-exporting }
		if format == list.Print {
			defer free()
			return f.printList(w, r, l, ask)
		}
		// What is wrong shows before the first byte leaves, and whoever reads
		// slowly holds no transaction open: the table waits in a file.
		file, err := os.CreateTemp("", "aceso-list-")
		if err != nil {
			free()
			return err
		}
		defer os.Remove(file.Name())
		defer file.Close()
		err = f.writeList(r, l, list.Sheet{Ask: ask, Format: format, To: file})
		if free(); err != nil {
			return err
		}
		return sendFile(w, file, format.Media(), "aceso-"+l.About().Name+"-"+f.DB.Now().Format("2006-01-02")+"."+string(format))
	}
}

// writeList writes a list in one transaction.
func (f *Face) writeList(r *http.Request, l list.Declared, s list.Sheet) error {
	return f.DB.In(serve.Actor(r).Org).View(r.Context(), func(tx *store.Tx) error {
		o, err := tx.Organisation(r.Context())
		if err != nil {
			return err
		}
		s.Tx, s.Org, s.Made, s.AsOf = tx, o.Name, f.DB.Now(), f.Intel.AsOf()
		return l.Write(r.Context(), s)
	})
}

// printList answers with a list as it goes on paper.
func (f *Face) printList(w http.ResponseWriter, r *http.Request, l list.Declared, ask list.Ask) error {
	about, drawn := l.About(), ui.Sheet{}
	if err := f.writeList(r, l, list.Sheet{Ask: ask, Format: list.Print, Drawn: &drawn}); err != nil {
		return err
	}
	frame := f.bare(r)
	frame.Title = about.Title
	drawn.Back = ui.Query{Path: about.At(ask.ID), Values: r.URL.Query()}.String()
	return show(w, r, ui.Paper(frame, drawn))
}

// sendFile sends what was written to a file as a download.
func sendFile(w http.ResponseWriter, file *os.File, media, name string) error {
	size, err := file.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	return serve.SendFile(w, name, media, file)
}

// listed reads and draws a stretch of a list for its page.
func (f *Face) listed(ctx context.Context, tx *store.Tx, r *http.Request, l list.Declared) (ui.Listing, error) {
	ask, err := l.Read(r.URL.Query(), serve.Actor(r), recordOf(r))
	if err != nil {
		return ui.Listing{}, err
	}
	out, err := l.Listing(ctx, tx, &ask, f.asOf(r, l.About().OnIntel))
	if err != nil {
		return out, err
	}
	out.Views, err = keptViews(ctx, tx, r, out.Name)
	return out, err
}

// asOf says of when a count is.
func (f *Face) asOf(r *http.Request, onIntel bool) string {
	if !onIntel {
		return ui.Moment(f.DB.Now())
	}
	if at := f.fresh(r).AsOf; !at.IsZero() {
		return ui.Moment(at)
	}
	return ""
}
