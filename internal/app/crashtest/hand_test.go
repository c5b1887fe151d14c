package crashtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"aceso/internal/client/wire"
)

// A hand is one of several that work at once. Each has records of its own, so
// that nobody else explains away what it sees.
type hand struct {
	w        *world
	r        *rand.Rand
	name     string
	count    int
	debt     *deed // asked for, and nobody knows whether it was done
	model    wire.Model
	findings []string
	rules    []string // name rules that are in force
	tokens   []string // that are in force
	secrets  map[string]string
	revoked  map[string]bool
}

func newHand(w *world, n int) *hand {
	h := &hand{w: w, r: rand.New(rand.NewPCG(w.seed, uint64(n))), name: fmt.Sprintf("hand%d", n), secrets: map[string]string{}, revoked: map[string]bool{}}
	w.must(w.send("POST", "models", 0, wire.Model{Line: w.line, Name: "Model of " + h.name}, &h.model))
	h.findings = w.findings[n*3 : n*3+3]
	return h
}

// work does one deed after the other until the program does not answer any more.
func (h *hand) work() {
	for {
		d := h.debt
		if d == nil {
			d = h.next()
		}
		h.w.ledger.ask(d)
		err := d.do(h.debt != nil)
		switch {
		case err == nil:
			h.debt = nil
			h.w.ledger.ack(d)
		case refusedAs(err) == http.StatusServiceUnavailable: // it stops
			h.debt = d
		case refusedAs(err) != 0:
			h.debt = nil
			h.w.t.Errorf("%s %s was refused at try %d: %v", d.what, d.mark, d.tries, err)
			return
		default:
			h.debt = d
			h.w.ledger.unanswered()
			return
		}
	}
}

// next thinks of something to do.
func (h *hand) next() *deed {
	h.count++
	mark := fmt.Sprintf("%s-%06d", h.name, h.count)
	switch n := h.r.IntN(20); {
	case n < 4:
		return h.push(mark)
	case n < 7:
		return h.upload(mark)
	case n < 9:
		return h.addModel(mark)
	case n < 12:
		return h.changeModel(mark)
	case n < 16:
		return h.workFinding(mark)
	case n == 16:
		return h.keepName(mark)
	case n == 17 && len(h.rules) > 0:
		return h.undoName()
	case n == 18:
		return h.makeToken(mark)
	case n == 19 && len(h.tokens) > 0:
		return h.revokeToken()
	}
	return h.workFinding(mark)
}

// document writes a small bill of materials; most of its parts others have too.
func (h *hand) document(mark string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[{"type":"library","name":%q,"version":"1.0.0","purl":"pkg:npm/%s@1.0.0"}`, mark, mark)
	for range 8 {
		n := h.r.IntN(100)
		fmt.Fprintf(&b, `,{"type":"library","name":"part-%d","version":"1.%d.0","purl":"pkg:npm/part-%d@1.%d.0"}`, n, n%7, n, n%7)
	}
	b.WriteString("]}")
	return []byte(b.String())
}

// push sends a bill of materials by the REST API.
func (h *hand) push(mark string) *deed { return h.pushAs(mark, h.document(mark)) }

// pushAs sends these bytes.
func (h *hand) pushAs(mark string, data []byte) *deed {
	sum := sha256.Sum256(data)
	d := &deed{what: "sbom.imported", mark: hex.EncodeToString(sum[:])}
	var got wire.SBOM
	d.do = func(again bool) error {
		var form bytes.Buffer
		m := multipart.NewWriter(&form)
		for k, v := range map[string]string{"product": "Pump of " + h.name, "version": mark, "create": "true"} {
			m.WriteField(k, v)
		}
		f, _ := m.CreateFormFile("file", mark+".json")
		f.Write(data)
		m.Close()
		err := h.w.ask("POST", "/api/v1/sboms", h.w.token, m.FormDataContentType(), 0, form.Bytes(), &got)
		if err == nil && got.Again && !again {
			return &refusal{http.StatusConflict, "it says that the same bytes were here before"}
		}
		if err == nil {
			h.w.ledger.mustEnd(got.Job)
		}
		return err
	}
	d.held = func(s *sight) error { return s.hasSBOM(got.ID, d.mark, data) }
	return d
}

// upload sends a bill of materials as CI tools do.
func (h *hand) upload(mark string) *deed {
	data := h.document(mark)
	sum := sha256.Sum256(data)
	d := &deed{what: "sbom.imported", mark: hex.EncodeToString(sum[:])}
	var got struct {
		Token string
		Aceso struct {
			SBOM  string
			Again bool
		}
	}
	d.do = func(again bool) error {
		err := h.w.send("PUT", "bom", 0, map[string]any{"projectName": "Monitor of " + h.name, "projectVersion": mark, "autoCreate": true, "bom": base64.StdEncoding.EncodeToString(data)}, &got)
		if err == nil && got.Aceso.Again && !again {
			return &refusal{http.StatusConflict, "it says that the same bytes were here before"}
		}
		if err == nil {
			h.w.ledger.mustEnd(got.Token)
		}
		return err
	}
	d.held = func(s *sight) error { return s.hasSBOM(got.Aceso.SBOM, d.mark, data) }
	return d
}

func (s *sight) hasSBOM(id, sum string, data []byte) error {
	var got wire.SBOM
	if err := s.w.read("sboms/"+id, &got); err != nil {
		return err
	}
	if got.SHA256 != sum || !got.Current {
		return fmt.Errorf("it is there as %+v", got)
	}
	var original []byte
	if err := s.w.read("sboms/"+id+"/original", &original); err != nil {
		return err
	}
	if !bytes.Equal(original, data) {
		return errors.New("the original has other bytes")
	}
	return s.w.read("jobs/"+got.Job, &wire.Job{})
}

// addModel makes a product's model. Its name is taken when it was made before.
func (h *hand) addModel(mark string) *deed {
	d := &deed{what: "model.added", mark: mark}
	var got wire.Model
	d.do = func(again bool) error {
		err := h.w.send("POST", "models", 0, wire.Model{Line: h.w.line, Name: mark}, &got)
		if again && refusedAs(err) == http.StatusConflict {
			var found wire.Slice[wire.Model]
			if err := h.w.read("models?text="+mark, &found); err != nil {
				return err
			}
			if len(found.Items) == 1 {
				got = found.Items[0]
				return nil
			}
		}
		return err
	}
	d.held = func(s *sight) error {
		var m wire.Model
		if err := s.w.read("models/"+got.ID, &m); err != nil {
			return err
		}
		if m.Name != mark || m.Rev != 1 {
			return fmt.Errorf("it is there as %+v", m)
		}
		return nil
	}
	return d
}

// changeModel writes a note on the hand's own model.
func (h *hand) changeModel(mark string) *deed {
	d := &deed{what: "model.changed", mark: mark}
	path := "models/" + h.model.ID
	d.do = func(again bool) error {
		m := h.model
		if again {
			if err := h.w.read(path, &m); err != nil {
				return err
			}
			if m.Note == mark { // it was done
				h.model = m
				return nil
			}
		}
		m.Note = mark
		change := map[string]any{"line": m.Line, "name": m.Name, "note": mark}
		return h.w.send("PATCH", path, m.Rev, change, &h.model)
	}
	d.held = func(s *sight) error {
		var m wire.Model
		if err := s.w.read(path, &m); err != nil {
			return err
		}
		return noOlder(m.Note, mark)
	}
	return d
}

// noOlder tells whether a note is this one, or one that came later.
func noOlder(note, mark string) error {
	if note < mark { // both end in the count of the hand
		return fmt.Errorf("the note is %q", note)
	}
	return nil
}

// workFinding gives a finding to somebody and writes a note, in one request.
func (h *hand) workFinding(mark string) *deed {
	d := &deed{what: "finding.changed", mark: mark}
	path := "findings/" + h.findings[h.r.IntN(len(h.findings))]
	owner := h.w.me.Person
	if h.r.IntN(2) == 0 {
		owner = ""
	}
	d.do = func(bool) error {
		for {
			var f wire.Finding
			if err := h.w.read(path, &f); err != nil {
				return err
			}
			if f.Note == mark && f.Owner == owner {
				return nil
			}
			err := h.w.send("PATCH", path, f.Rev, map[string]string{"note": mark, "owner": owner}, &f)
			if refusedAs(err) != http.StatusPreconditionFailed { // else the worker changed it meanwhile
				return err
			}
		}
	}
	d.held = func(s *sight) error {
		var f wire.Finding
		if err := s.w.read(path, &f); err != nil {
			return err
		}
		if f.Note == mark && f.Owner != owner {
			return fmt.Errorf("it belongs to %q, not to %q", f.Owner, owner)
		}
		return noOlder(f.Note, mark)
	}
	return d
}

// keepName keeps a name rule. Nothing tells two of the same name apart, so
// that who is not sure looks before asking again.
func (h *hand) keepName(mark string) *deed {
	d := &deed{what: "alias.kept", mark: mark}
	var got wire.Name
	d.do = func(again bool) error {
		if again {
			var all wire.Slice[wire.Name]
			if err := h.w.read("names", &all); err != nil {
				return err
			}
			for _, n := range all.Items {
				if n.Name == mark {
					got = n
					h.rules = append(h.rules, n.ID)
					return nil
				}
			}
		}
		rule := map[string]any{"name": mark, "patterns": []string{mark + "*"}, "ecosystem": "npm", "package": "lodash"}
		err := h.w.send("POST", "names", 0, rule, &got)
		if err == nil {
			h.rules = append(h.rules, got.ID)
		}
		return err
	}
	d.held = func(s *sight) error {
		if n, ok := s.names[got.ID]; !ok || n.Name != mark {
			return errors.New("it is not in the list")
		}
		return nil
	}
	return d
}

func (h *hand) undoName() *deed {
	id := h.rules[0]
	h.rules = h.rules[1:]
	d := &deed{what: "alias.undone", mark: id}
	d.do = func(again bool) error {
		err := h.w.send("DELETE", "names/"+id, 0, nil, nil)
		if again && refusedAs(err) == http.StatusConflict {
			return nil // undone before
		}
		return err
	}
	d.held = func(s *sight) error {
		if s.names[id].Undone == "" {
			return errors.New("it is in force")
		}
		return nil
	}
	return d
}

var shown = regexp.MustCompile(`aceso_[A-Za-z0-9_-]+_[A-Za-z0-9_-]{20,}`)

// makeToken makes an API token on its page, the only place where that is possible.
func (h *hand) makeToken(mark string) *deed {
	d := &deed{what: "token.made", mark: mark}
	id := ""
	find := func() error {
		var all wire.Slice[wire.Token]
		if err := h.w.read("tokens", &all); err != nil {
			return err
		}
		for _, t := range all.Items {
			if t.Name == mark {
				id = t.ID
				h.tokens = append(h.tokens, id)
			}
		}
		return nil
	}
	d.do = func(again bool) error {
		if again {
			if err := find(); err != nil || id != "" {
				return err // made, but its secret was never heard
			}
		}
		res, err := h.w.session.PostForm("http://"+h.w.p.addr+"/tokens", url.Values{"name": {mark}, "days": {"7"}, "scope": {"findings:read"}})
		if err != nil {
			return err
		}
		defer res.Body.Close()
		page, err := io.ReadAll(res.Body)
		if err != nil {
			return err
		}
		if res.StatusCode != http.StatusOK {
			return &refusal{res.StatusCode, "the page of tokens refuses"}
		}
		secret := shown.FindString(string(page))
		if secret == "" {
			return &refusal{res.StatusCode, "the page shows no token"}
		}
		if err := find(); err != nil {
			return err
		}
		h.secrets[id] = secret
		return nil
	}
	d.held = func(s *sight) error {
		if s.tokens[id].Name != mark {
			return errors.New("it is not in the list")
		}
		if h.secrets[id] == "" || h.revoked[id] {
			return nil
		}
		return s.w.ask("GET", "/api/v1/me", h.secrets[id], "", 0, nil, &wire.Me{})
	}
	return d
}

func (h *hand) revokeToken() *deed {
	id := h.tokens[0]
	h.tokens = h.tokens[1:]
	h.revoked[id] = true // or will be
	d := &deed{what: "token.revoked", mark: id}
	d.do = func(bool) error { return h.w.send("DELETE", "tokens/"+id, 0, nil, nil) }
	d.held = func(s *sight) error {
		if !s.tokens[id].Revoked {
			return errors.New("it is in force")
		}
		if secret := h.secrets[id]; secret != "" {
			if err := s.w.ask("GET", "/api/v1/me", secret, "", 0, nil, nil); refusedAs(err) != http.StatusUnauthorized {
				return fmt.Errorf("who brings it is let in: %v", err)
			}
		}
		return nil
	}
	return d
}
