package public

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strings"

	"aceso/internal/maker/casework"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/public"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// Limits of what a stranger sends at once.
const (
	maxBody  = casework.MaxFileBytes + 1<<20
	maxValue = 64 << 10 // bytes of one field
	maxParts = 50
)

// trap is a field that no person sees; what fills it is a program.
const trap = "website"

// GET /security/report
func (f *Face) askReport(w http.ResponseWriter, r *http.Request) error {
	c, err := f.front(r)
	if err != nil {
		return err
	}
	return draw(w, r, http.StatusOK, view.NewReport(f.frame(c), c.Answer, c.Mail, url.Values{"product": {r.FormValue("product")}, "version": {r.FormValue("version")}}).Show())
}

// POST /security/report keeps what a stranger tells, and answers with its
// number and the secret link.
func (f *Face) report(w http.ResponseWriter, r *http.Request) error {
	c, err := f.front(r)
	if err != nil {
		return err
	}
	if err := f.Server.Visit(r); err != nil {
		return err
	}
	v, files, err := f.read(w, r)
	if err == nil && v.Get(trap) != "" { // it looks as if it had been taken
		return draw(w, r, http.StatusOK, view.Receipt{Frame: f.frame(c), Number: "", Answer: c.Answer}.Show())
	}
	var told casework.Case
	var key secret.Secret
	if err == nil {
		err = f.in(r.Context(), c, func(tx *store.Tx) error {
			var err error
			told, key, err = casework.Hear(r.Context(), tx, c.Org, caseOf(v), c.Prefix, files)
			return err
		})
	}
	if what := fault.Of(err); what != nil && (what.Kind == fault.Invalid || what.Kind == fault.TooLarge) {
		p := view.NewReport(f.frame(c), c.Answer, c.Mail, v)
		p.Wrong, p.Fix, p.Lost = what.Text, what.Fix, len(files) > 0
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	if err != nil {
		return err
	}
	return draw(w, r, http.StatusOK, view.Receipt{Frame: f.frame(c), Number: told.Number, Link: f.base(r) + "/security/case?key=" + key.Reveal(), Answer: c.Answer}.Show())
}

// caseOf makes a case of what was entered.
func caseOf(v url.Values) casework.Case {
	kind := casework.Kind(v.Get("kind"))
	if kind == "" {
		kind = casework.Vulnerability
	}
	return casework.Case{
		Kind: kind, Way: casework.Page, Text: v.Get("text"), Impact: v.Get("impact"), Wish: v.Get("wish"),
		Device:   casework.Device{Said: v.Get("product"), Version: v.Get("version")},
		Reporter: casework.Reporter{Name: v.Get("name"), Mail: v.Get("mail"), Credit: v.Get("credit"), Anonymous: v.Get("anonymous") != ""},
	}
}

// read takes fields and files of a form part by part, within limits. A file is
// kept as it is, under its hash; its name is a note, never a path.
func (f *Face) read(w http.ResponseWriter, r *http.Request) (url.Values, []casework.File, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); media != "multipart/form-data" {
		err := r.ParseForm()
		return r.PostForm, nil, tooBig(err)
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, nil, fault.New(fault.Invalid, "the form can't be read: %v", err)
	}
	v, files := url.Values{}, []casework.File{}
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return v, files, nil
		}
		if err != nil {
			return v, files, tooBig(err)
		}
		if n >= maxParts {
			return v, files, fault.New(fault.TooLarge, "the form has more than %d parts", maxParts)
		}
		if part.FileName() == "" {
			text, err := io.ReadAll(io.LimitReader(part, maxValue+1))
			if err != nil || len(text) > maxValue {
				return v, files, errors.Join(tooBig(err), tooLong(len(text)))
			}
			v.Add(part.FormName(), strings.ToValidUTF8(strings.ReplaceAll(string(text), "\x00", ""), "\uFFFD"))
			continue
		}
		file, err := f.keep(part)
		if err != nil {
			return v, files, tooBig(err)
		}
		if file.Size > 0 {
			files = append(files, file)
		}
		if len(files) > casework.MaxFiles {
			return v, files, fault.New(fault.TooLarge, "more than %d files", casework.MaxFiles).Helped("put them into one archive")
		}
	}
}

func (f *Face) keep(part *multipart.Part) (casework.File, error) {
	blob, err := f.Blobs.Put(part, casework.MaxFileBytes)
	blob.Name = nameOf(part.FileName())
	return casework.File{Blob: blob}, err
}

// nameOf is what is kept of a stranger's file name: one line of text.
func nameOf(said string) string {
	name := path.Base(strings.ReplaceAll(said, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 { // no control, no turning of direction
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if name == "" || name == "." || name == "/" {
		name = "file"
	}
	if runes := []rune(name); len(runes) > 120 {
		name = string(runes[:120])
	}
	return name
}

func tooBig(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return fault.New(fault.TooLarge, "what you sent is larger than %d MiB together", casework.MaxFileBytes>>20).Helped("send fewer or smaller files; ask us for another way if you need one")
	}
	if err != nil && fault.Of(err) == nil {
		return fault.New(fault.Invalid, "the form broke off while it was sent").Helped("send it again")
	}
	return err
}

func tooLong(n int) error {
	if n <= maxValue {
		return nil
	}
	return fault.New(fault.TooLarge, "a field is longer than %d bytes", maxValue).Helped("attach the rest as a file")
}

// GET /security/case?key=… is the reporter's own page. Looking changes nothing.
func (f *Face) follow(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	key := secret.Secret(r.FormValue("key"))
	p, err := f.thread(r, key)
	if err != nil {
		return err
	}
	return draw(w, r, http.StatusOK, p.Show())
}

// thread reads a case as its reporter may see it.
func (f *Face) thread(r *http.Request, key secret.Secret) (view.Thread, error) {
	ctx := r.Context()
	var p view.Thread
	if err := f.Server.Visit(r); err != nil {
		return p, err
	}
	in, id, err := f.behind(r, key)
	if err != nil {
		return p, err
	}
	err = f.DB.In(in).View(ctx, func(tx *store.Tx) error {
		c, err := tx.Case(ctx, id)
		if err != nil {
			return err
		}
		front, err := tx.Front(ctx)
		if err != nil {
			return err
		}
		messages, err := tx.Messages(ctx, id, false)
		p = view.NewThread(f.frame(front), c, messages, key.Reveal())
		return err
	})
	return p, err
}

// behind finds the case that a link opens. Every link that opens none is
// answered alike.
func (f *Face) behind(r *http.Request, key secret.Secret) (firm, id string, err error) {
	nothing := fault.New(fault.NotFound, "this link opens no report").Helped("check that the whole address was copied, or write to us anew")
	if len(key) < 20 || len(key) > 100 {
		return "", "", nothing
	}
	err = f.DB.View(r.Context(), func(tx *store.Tx) (err error) {
		firm, id, err = tx.CaseBehind(r.Context(), secret.Digest(key))
		return err
	})
	if fault.Is(err, fault.NotFound) {
		err = nothing
	}
	return firm, id, err
}

// POST /security/case adds what the reporter writes.
func (f *Face) reply(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	v, files, err := f.read(w, r)
	key := secret.Secret(v.Get("key"))
	if err != nil {
		return f.again(w, r, key, v.Get("text"), err)
	}
	firm, id, err := f.behind(r, key)
	if err != nil {
		return err
	}
	err = f.DB.In(firm).Update(r.Context(), func(tx *store.Tx) error {
		_, err := casework.Reply(r.Context(), tx, firm, id, v.Get("text"), casework.Page, "", files)
		return err
	})
	if err != nil {
		return f.again(w, r, key, v.Get("text"), err)
	}
	http.Redirect(w, r, "/security/case?key="+url.QueryEscape(key.Reveal())+"#last", http.StatusSeeOther)
	return nil
}

// again shows the reporter's page with what could not be taken, and why.
func (f *Face) again(w http.ResponseWriter, r *http.Request, key secret.Secret, text string, err error) error {
	what := fault.Of(err)
	if what == nil || what.Kind != fault.Invalid && what.Kind != fault.TooLarge {
		return err
	}
	p, failed := f.thread(r, key)
	if failed != nil {
		return err
	}
	p.Wrong, p.Fix, p.Written = what.Text, what.Fix, text
	return draw(w, r, serve.Status(what.Kind), p.Show())
}
