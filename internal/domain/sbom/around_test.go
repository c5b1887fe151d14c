package sbom

import (
	"strconv"
	"testing"
	"time"
)

func TestOneWalksUpAndDownAndRoundCircles(t *testing.T) {
	d := &Document{
		Subject:    &Component{Ref: "device", Name: "pump"},
		Components: []Component{{Ref: "a", Name: "a"}, {Ref: "b", Name: "b"}, {Ref: "c", Name: "c"}},
		Edges:      []Edge{{"device", "a"}, {"device", "b"}, {"device", "b"}, {"a", "c"}, {"b", "c"}, {"c", "a"}, {"c", "gone"}, {"c", "c"}},
	}
	a := d.Atlas()
	top, ok := a.Around("", 10)
	if !ok || top.Name != "pump" || len(top.Down) != 2 || top.Needs != 2 || len(top.Up) != 0 {
		t.Fatalf("the device: %+v", top)
	}
	c, ok := a.Around(d.Components[2].Fingerprint(), 2)
	if !ok || len(c.Way) != 3 || c.Way[0].Name != "pump" || len(c.Up) != 2 || c.UpMore != 1 || len(c.Down) != 2 || c.DownMore != 1 {
		t.Fatalf("c: %+v", c)
	}
	if !c.Down[0].Circle || !c.Down[1].Circle {
		t.Errorf("a circle is not told: %+v", c.Down)
	}
	if c, _ := a.Around(d.Components[2].Fingerprint(), 9); c.Down[2].Name != "gone" || c.Down[2].Key != "" {
		t.Errorf("what is not listed: %+v", c.Down)
	}
	if _, ok := a.Around("nosuch", 2); ok {
		t.Error("a part that is not there")
	}
	if found, more := a.Find("A", 1); len(found) != 1 || found[0].Name != "a" || more != 0 {
		t.Errorf("found %+v and %d", found, more)
	}
	if _, ok := (&Document{}).Atlas().Around("", 2); ok {
		t.Error("a document about nothing")
	}
}

func TestALargeDocumentIsWalkedAtOnce(t *testing.T) {
	d := &Document{Subject: &Component{Ref: "device", Name: "pump"}}
	const n = 30_000
	for i := range n {
		ref := strconv.Itoa(i)
		d.Components = append(d.Components, Component{Ref: ref, Name: "part-" + ref, Version: "1"})
		d.Edges = append(d.Edges, Edge{"device", ref}, Edge{ref, strconv.Itoa((i + 1) % n)}, Edge{ref, strconv.Itoa(i * 7 % n)})
	}
	start := time.Now()
	a := d.Atlas()
	built := time.Since(start)
	start = time.Now()
	for i := range 100 {
		at, ok := a.Around(d.Components[i*100].Fingerprint(), 12)
		if !ok || len(at.Down) > 12 || len(at.Up) > 12 {
			t.Fatalf("%d: %+v", i, at)
		}
	}
	top, _ := a.Around("", 12)
	if len(top.Down) != 12 || top.DownMore != n-12 {
		t.Errorf("breadth: %d and %d more", len(top.Down), top.DownMore)
	}
	walked := time.Since(start)
	t.Logf("%d parts: made ready in %s, 100 looks in %s", n, built, walked)
	if walked > 2*time.Second {
		t.Errorf("100 looks take %s", walked)
	}
}
