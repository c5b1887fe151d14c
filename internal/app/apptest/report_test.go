package apptest

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"aceso/internal/domain/clock"
	"aceso/internal/domain/record"
	"aceso/internal/maker/casework"
	"aceso/internal/store"
)

// door opens or shuts a side's public face.
func (h *house) door(s *side, host string, open bool) {
	h.Helper()
	h.must(h.app.DB.In(s.org.ID).Update(ctx, func(tx *store.Tx) error {
		front, err := tx.Front(ctx)
		if err != nil {
			return err
		}
		_, err = casework.Arrange(ctx, tx, s.all.Actor, front.Rev, casework.Front{Open: open, Host: host, Firm: s.word + " Medical", Namespace: "https://" + s.word + ".example", Prefix: "LF", Answer: 3, Embargo: 90, Languages: []string{"en"}})
		return err
	}))
}

// hear gives a side a case with a file and a clock.
func (h *house) hear(s *side) {
	h.Helper()
	blob := record.Blob{Hash: strings.Repeat("0", 64), Name: s.word + ".pcap", Size: 1}
	h.update(s, func(tx *store.Tx) error {
		c, _, err := casework.Hear(ctx, tx, s.org.ID, casework.Case{Kind: casework.Vulnerability, Way: casework.Page, Title: s.word + " case", Text: s.word + " report"}, "LF", []casework.File{{Blob: blob}})
		if err != nil {
			return err
		}
		all, err := tx.Messages(ctx, c.ID, true)
		if err != nil {
			return err
		}
		d, _ := clock.DutyBy("disclosure-90")
		clocks, err := clock.Run(ctx, tx, s.all.Actor, c.About(), c.Received, d)
		if err != nil {
			return err
		}
		s.told, s.file, s.clock = c.ID, all[0].ID+"-"+blob.Hash, clocks[0].ID
		return nil
	})
}

// caseRev is the version at which a side's case is.
func (h *house) caseRev(s *side) string {
	h.Helper()
	rev := int64(0)
	h.must(h.app.DB.In(s.org.ID).View(ctx, func(tx *store.Tx) error {
		c, err := tx.Case(ctx, s.told)
		rev = c.Rev
		return err
	}))
	return strconv.FormatInt(rev, 10)
}

// sent is a multipart form with its media type.
func sent(fields map[string]string, files map[string]string) (string, []byte) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, value := range fields {
		m.WriteField(name, value)
	}
	for name, data := range files {
		part, _ := m.CreateFormFile("files", name)
		part.Write([]byte(data))
	}
	m.Close()
	return m.FormDataContentType(), b.Bytes()
}

var linkShape = regexp.MustCompile(`/security/case\?key=([A-Za-z0-9_-]+)`)

// TestAStrangerReportsAndFollowsWithoutAnAccount from the page to the answer,
// and no cookie is ever set.
func TestAStrangerReportsAndFollowsWithoutAnAccount(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		for _, path := range []string{"/security", "/security/report", "/security/policy", "/.well-known/security.txt"} {
			if got := h.ask(call{method: "GET", path: path}); got.status != http.StatusOK || got.head.Get("Set-Cookie") != "" || strings.Contains(string(got.body), "sign-in") {
				t.Errorf("%s: %s", path, got)
			}
		}
		media, body := sent(map[string]string{"kind": "vulnerability", "product": "pump", "text": "TCP 8443 is open.\nAnybody writes.", "credit": "k1m"}, map[string]string{"../../etc/proof<b>.html": "<script>alert(1)</script>"})
		got := h.ask(call{method: "POST", path: "/security/report", media: media, body: body})
		m := linkShape.FindStringSubmatch(string(got.body))
		if got.status != http.StatusOK || m == nil || !strings.Contains(string(got.body), "LF-") || got.head.Get("Set-Cookie") != "" {
			t.Fatalf("the receipt: %s", got)
		}
		link := m[0]
		page := h.ask(call{method: "GET", path: link})
		if page.status != http.StatusOK || !strings.Contains(string(page.body), "Anybody writes.") || !strings.Contains(string(page.body), "proof&lt;b&gt;.html") || page.head.Get("X-Robots-Tag") == "" {
			t.Errorf("the reporter's page: %s", page)
		}
		var c casework.Case
		h.must(h.app.DB.In(h.a.org.ID).Update(ctx, func(tx *store.Tx) error {
			all, err := tx.Cases(ctx, store.CaseFilter{Sees: h.a.all.Actor}, store.Page{})
			if err != nil || all.Total != 2 {
				t.Fatalf("%+v %v", all, err)
			}
			c = all.Rows[0]
			if c, err = casework.Turn(ctx, tx, h.a.all.Actor, c.ID, c.Rev, casework.Acknowledged, ""); err != nil {
				return err
			}
			if c, err = casework.Say(ctx, tx, h.a.all.Actor, c.ID, casework.Inside, "between us", nil); err != nil {
				return err
			}
			c, err = casework.Say(ctx, tx, h.a.all.Actor, c.ID, casework.Out, "we look into it", nil)
			return err
		}))
		page = h.ask(call{method: "GET", path: link})
		if !strings.Contains(string(page.body), "we look into it") || strings.Contains(string(page.body), "between us") || !strings.Contains(string(page.body), "being looked at") {
			t.Errorf("what the reporter reads: %s", page)
		}
		media, body = sent(map[string]string{"key": m[1], "text": "one thing more"}, nil)
		if got := h.ask(call{method: "POST", path: "/security/case", media: media, body: body}); got.status != http.StatusSeeOther {
			t.Errorf("an answer: %s", got)
		}
		if page = h.ask(call{method: "GET", path: link}); !strings.Contains(string(page.body), "one thing more") {
			t.Errorf("the answer is not there: %s", page)
		}
		if strings.Contains(h.log.String(), m[1]) {
			t.Error("the server's log holds the secret of a link")
		}
	})
}

// TestTheDoorHoldsAgainstAbuse: what is too large, empty, or a program's gets
// an answer, keeps nothing and loses nothing that a person typed.
func TestTheDoorHoldsAgainstAbuse(t *testing.T) {
	h := open(t, "")
	h.door(h.a, "", false)
	if got := h.ask(call{method: "GET", path: "/security/report"}); got.status != http.StatusNotFound {
		t.Errorf("a door that nobody opened: %s", got)
	}
	h.door(h.a, "", true)
	many := map[string]string{}
	for i := range casework.MaxFiles + 1 {
		many["f"+string(rune('a'+i))] = "x"
	}
	for name, c := range map[string]struct {
		fields, files map[string]string
		status        int
		says          string
	}{
		"nothing in it":         {map[string]string{"product": "my pump"}, nil, http.StatusUnprocessableEntity, "my pump"},
		"a text without end":    {map[string]string{"text": strings.Repeat("a", 30_000)}, nil, http.StatusRequestEntityTooLarge, "ttach it"},
		"a field without end":   {map[string]string{"text": strings.Repeat("a", 70_000)}, nil, http.StatusRequestEntityTooLarge, "ttach the rest"},
		"too many files":        {map[string]string{"text": "t"}, many, http.StatusRequestEntityTooLarge, "one archive"},
		"a name of two lines":   {map[string]string{"text": "t", "name": "Kim\r\nBcc: x"}, nil, http.StatusUnprocessableEntity, "one line"},
		"a kind that is none":   {map[string]string{"text": "t", "kind": "party"}, nil, http.StatusUnprocessableEntity, "no kind"},
		"a program in a trap":   {map[string]string{"text": "buy", "website": "http://spam.example"}, nil, http.StatusOK, "Thank you"},
		"scripts in each field": {map[string]string{"text": "<script>x</script>", "product": "<img onerror=x>"}, nil, http.StatusOK, "LF-"},
	} {
		media, body := sent(c.fields, c.files)
		got := h.ask(call{method: "POST", path: "/security/report", media: media, body: body})
		if got.status != c.status || !strings.Contains(string(got.body), c.says) || strings.Contains(string(got.body), "<img onerror") {
			t.Errorf("%s: %s", name, got)
		}
	}
	for name, body := range map[string]string{"a form cut short": "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhello", "no boundary": "hello"} {
		if got := h.ask(call{method: "POST", path: "/security/report", media: "multipart/form-data; boundary=x", body: []byte(body)}); got.status >= 500 || got.status < 400 {
			t.Errorf("%s: %s", name, got)
		}
	}
	h.must(h.app.DB.In(h.a.org.ID).View(ctx, func(tx *store.Tx) error {
		all, err := tx.Cases(ctx, store.CaseFilter{Sees: h.a.all.Actor}, store.Page{})
		if err != nil || all.Total != 2 {
			t.Errorf("%d cases are kept, want the first one and the one that a person could have sent; %v", all.Total, err)
		}
		return nil
	}))
	none := h.ask(call{method: "GET", path: "/security/case?key=" + strings.Repeat("x", 32)})
	short := h.ask(call{method: "GET", path: "/security/case?key=x"})
	if none.status != http.StatusNotFound || string(none.body) != string(short.body) {
		t.Errorf("links that open nothing differ: %s %s", none, short)
	}
}

// TestEachFirmAnswersByItsOwnName and none for another.
func TestEachFirmAnswersByItsOwnName(t *testing.T) {
	h := open(t, "")
	h.door(h.a, "a.example", true)
	h.door(h.b, "b.example", true)
	if got := h.ask(call{method: "GET", path: "/security"}); got.status != http.StatusNotFound || strings.Contains(string(got.body), "Medical") {
		t.Errorf("by no name: %s", got)
	}
}
