package ident

import (
	"strconv"
	"strings"
)

// A field is what GS1 lays down for one application identifier.
type field struct {
	ai          string
	least, most int
	fixed       bool // ends by its length, without FNC1
}

func (f field) length() string {
	if f.least == f.most {
		return strconv.Itoa(f.most)
	}
	return strconv.Itoa(f.least) + " to " + strconv.Itoa(f.most)
}

// fields holds every application identifier of the GS1 Barcode Syntax
// Dictionary, with its length; a star marks those that need no FNC1. Of 3100 to
// 3699 the last digit counts decimals, 0 to 5.
var fields = func() map[string]field {
	m := map[string]field{}
	for _, entry := range strings.Fields(`00*=18 01-03*=14 10=1..20 11-13*=6 15-17*=6 20*=2 21-22=1..20 235=1..28 240-241=1..30
		242=1..6 243=1..20 250-251=1..30 253=13..30 254=1..20 255=13..25 30=1..8 3100-3165*=6 3200-3375*=6 3400-3575*=6
		3600-3695*=6 37=1..8 3900-3909=1..15 3910-3919=4..18 3920-3929=1..15 3930-3939=4..18 3940-3943=4 3950-3955=6 400-401=1..30
		402=17 403=1..30 410-417*=13 420=1..20 421=4..12 422=3 423=3..15 424=3 425=3..15 426=3 427=1..3 4300-4301=1..35
		4302-4306=1..70 4307=2 4308=1..30 4309=20 4310-4311=1..35 4312-4316=1..70 4317=2 4318=1..20 4319=1..30 4320=1..35
		4321-4323=1 4324-4325=10 4326=6 4330-4333=6..7 7001=13 7002=1..30 7003=10 7004=1..4 7005=1..12 7006=6 7007=6..12
		7008=1..3 7009=1..10 7010=1..2 7011=6..10 7020-7022=1..20 7023=1..30 7030-7039=4..30 7040=4 7041=1..4 710-717=1..20
		7230-7239=3..30 7240=1..20 7241=2 7242=1..25 7250=8 7251=12 7252=1 7253-7254=1..40 7255=1..10 7256=1..90 7257=1..70
		7258=3 7259=1..40 8001=14 8002=1..20 8003=14..30 8004=1..30 8005=6 8006=18 8007=1..34 8008=8..12 8009=1..50
		8010=1..30 8011=1..12 8012=1..20 8013-8014=1..25 8017-8018=18 8019=1..10 8020=1..25 8026=18 8030=1..90 8040-8041=15
		8042=32 8043=18..20 8110=1..70 8111=4 8112=1..70 8200=1..70 90=1..30 91-99=1..90`) {
		addFields(m, entry)
	}
	return m
}()

// addFields adds what one entry says: "11-13*=6", "253=13..30".
func addFields(m map[string]field, entry string) {
	ais, length, _ := strings.Cut(entry, "=")
	ais, fixed := strings.CutSuffix(ais, "*")
	first, last, _ := strings.Cut(ais, "-")
	if last == "" {
		last = first
	}
	least, most, _ := strings.Cut(length, "..")
	if most == "" {
		most = least
	}
	from, _ := strconv.Atoi(first)
	to, _ := strconv.Atoi(last)
	low, _ := strconv.Atoi(least)
	high, _ := strconv.Atoi(most)
	for n := from; n <= to; n++ {
		ai := strconv.Itoa(n)
		ai = strings.Repeat("0", len(first)-len(ai)) + ai
		if len(ai) == 4 && first[0] == '3' && fixed && ai[3] > '5' {
			continue
		}
		m[ai] = field{ai, low, high, fixed}
	}
}

// fieldOf finds the application identifier that the text begins with. None is
// the beginning of another.
func fieldOf(text string) (field, bool) {
	for n := 2; n <= 4 && n <= len(text); n++ {
		if f, ok := fields[text[:n]]; ok {
			return f, true
		}
	}
	return field{}, false
}
