package app

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/match"
	"aceso/internal/format/csaf"
	"aceso/internal/format/intake"
	"aceso/internal/hospital/response"
	"aceso/internal/testkit"
	"aceso/internal/value/fault"
)

// pm8 is what a coordinator publishes on advisory day.
const pm8 = `{"document":{"category":"csaf_security_advisory","csaf_version":"2.0","title":"Castellan Vital Systems PM8",
"publisher":{"category":"coordinator","name":"CISA","namespace":"https://coordinator.example"},
"tracking":{"id":"ICSMA-26-041-01","status":"final","version":"1","initial_release_date":"2026-02-10T07:00:00Z","current_release_date":"2026-02-10T07:00:00Z",
"revision_history":[{"date":"2026-02-10T07:00:00Z","number":"1","summary":"Initial Publication"}]}},
"product_tree":{"branches":[{"category":"vendor","name":"Castellan Vital Systems","branches":[{"category":"product_name","name":"PM8",
"branches":[{"category":"product_version_range","name":"vers:all/*","product":{"name":"Castellan Vital Systems PM8: All versions","product_id":"CSAFPID-0001"}}]}]}]},
"vulnerabilities":[{"cve":"CVE-2026-1041","notes":[{"category":"summary","text":"A service account has a fixed password."}],
"product_status":{"known_affected":["CSAFPID-0001"]}}]}`

// inventory is a hospital's table: 38 monitors under a name of the
// hospital's own, two under the advisory's, six on loan that nobody has
// looked at, and a pump.
func inventory() string {
	var b strings.Builder
	b.WriteString("Asset tag;Manufacturer;Model;Software version;Serial number;Site;Ward\n")
	for i := range 38 {
		fmt.Fprintf(&b, "M-%03d;Castelan Vital Syst.;PM-8;3.4.%d;0012%02d;North;ICU\n", i, i%3, i)
	}
	b.WriteString("M-101;Castellan Vital Systems, Inc.;PM8 Patient Monitor;;1E5;South;ED\nM-102;CASTELLAN VITAL SYSTEMS;PM 8;3.5;777;South;ED\n")
	for i := range 6 {
		fmt.Fprintf(&b, "L-%d;Castellan Vital Systems;loan monitor;;;West;Loan pool\n", i)
	}
	b.WriteString("P-001;Northgate Devices;Aria Pump;2.1;42;North;ICU\n")
	return b.String()
}

func TestAdvisoryDay(t *testing.T) {
	before, err := FleetMatch([]byte(pm8), []byte(inventory()), FleetNames{})
	if err != nil {
		t.Fatal(err)
	}
	if c := before.Counts; c[match.Affected] != 2 || c[match.CannotTell] != 44 || c[match.NotAffected] != 1 {
		t.Errorf("before a person confirmed the name: %v", c)
	}
	if u := before.Units[0]; u.Settle != "confirm that Castelan Vital Syst. PM-8 is Castellan Vital Systems PM8" {
		t.Errorf("the question: %+v", u)
	}
	after, err := FleetMatch([]byte(pm8), []byte(inventory()), FleetNames{Confirmed: []response.Alias{
		{Manufacturer: "Castelan Vital Syst.", Model: "PM-8", Vendor: "Castellan Vital Systems", Product: "PM8", Same: true},
	}})
	if err != nil {
		t.Fatal(err)
	}
	ruled, err := FleetMatch([]byte(pm8), []byte(inventory()), FleetNames{Rules: []match.Alias{
		{Name: "PM8", Vendor: "Castellan Vital Systems", Patterns: []string{"castelan * pm-8"}}, {Name: "PM8", Patterns: []string{"aria*"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(after.Units, ruled.Units); d != "" {
		t.Errorf("a name rule confirms something else than the pair of names: %s", d)
	}
	if c := after.Counts; c[match.Affected] != 40 || c[match.CannotTell] != 6 || c[match.NotAffected] != 1 {
		t.Errorf("after: %v", c)
	}
	for _, u := range after.Units {
		if strings.HasPrefix(u.Tag, "L-") && u.Settle != "read the model on the unit" {
			t.Errorf("a loan unit: %+v", u)
		}
	}
	if len(after.Problems) != 1 || !strings.Contains(after.Problems[0].Text, "1E5") {
		t.Errorf("problems: %v", after.Problems)
	}
}

func TestTheShapesThatScriptsReadStay(t *testing.T) {
	matched, err := FleetMatch([]byte(pm8), []byte("tag,manufacturer,model\nA,Northgate,Aria\n"), FleetNames{})
	if err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal(matched)
	want := `{"advisory":"ICSMA-26-041-01","title":"Castellan Vital Systems PM8","counts":{"affected":0,"cannot_tell":0,"not_affected":1},` +
		`"units":[{"tag":"A","state":"not_affected","why":"the advisory names only Castellan Vital Systems PM8","settle":""}],"problems":[]}`
	if string(got) != want {
		t.Errorf("fleet match:\n%s\nwant\n%s", got, want)
	}
	var report map[string]json.RawMessage
	judged, err := ValidateAdvisory([]byte(pm8))
	if err != nil {
		t.Fatal(err)
	}
	got, _ = json.Marshal(judged)
	if err := json.Unmarshal(got, &report); err != nil || string(report["valid"]) != "true" {
		t.Errorf("advisory validate: %s", got)
	}
	var tests map[string]struct {
		Passed   bool
		Problems []struct{ Path, Text string }
	}
	if err := json.Unmarshal(report["tests"], &tests); err != nil || !tests["6.1.1"].Passed || tests["6.1.1"].Problems == nil {
		t.Errorf("tests: %s", report["tests"])
	}
}

func TestFilesThatAreNoneOfItAreRefused(t *testing.T) {
	for name, c := range map[string][2]string{
		"no advisory":  {`{"bomFormat":"CycloneDX"}`, inventory()},
		"no JSON":      {"PK\x03\x04", inventory()},
		"no inventory": {pm8, "1,2\n3,4\n"},
		"empty":        {pm8, ""},
	} {
		if _, err := FleetMatch([]byte(c[0]), []byte(c[1]), FleetNames{}); fault.Of(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// made is an invented fleet with the names of real products, as inventories
// write them.
const made = `tag,manufacturer,model,model number,version
1,Philips Medical Systems,IntelliVue MX40,865350,B.05
2,Philips,Tasy EMR,,3.01.1700
3,BD,Alaris PCU,8015,9.7
4,CareFusion,Alaris 8015,,12.1.4
5,Medtronic Inc.,MyCareLink Monitor,24950,
6,GE Healthcare,Aestiva,7100,4.0
7,Welch Allyn,Connex Spot Monitor,,1.50
8,Hillrom,Connex Spot Monitor,,1.60
9,Innokas Yhtyma,VC150,,1.7.14
10,Roche,CoaguChek XS Plus,,
11,Fresenius Kabi,Agilia SP,,3.1
12,Draeger Medical,Infinity Delta,,VF9.1
13,Natus,NeuroWorks,,8.5
14,Baxter,Life2000,,06.08.00.00
15,,,,
16,Illumina,iSeq 100,,
17,B. Braun,SpaceStation with SpaceCom 2,,012U000062
`

// What a person finds by reading the advisories.
var found = []string{
	"ICSMA-19-120-01 2 affected", "ICSMA-17-017-02 3 affected", "ICSMA-23-194-01 3 affected", "ICSMA-18-179-01 5 affected",
	"ICSMA-19-190-01 6 affected", "ICSMA-21-152-01 7 affected", "ICSMA-21-007-01 9 affected", "ICSMA-18-310-01 10 affected",
	"ICSMA-19-022-01 12 affected", "ICSMA-24-319-01 14 affected", "ICSMA-23-117-01 16 affected",
	"ICSMA-21-152-01 8 not_affected", "ICSMA-23-194-01 4 not_affected", "ICSMA-18-165-01 13 cannot_tell",
	"ICSMA-21-294-01 17 cannot_tell",
}

func TestAllMedicalAdvisoriesAgainstAMadeUpFleet(t *testing.T) {
	z, err := zip.OpenReader(testkit.Corpus(t, "csaf/cisa-icsma.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var said []string
	counts, start := map[match.State]int{}, time.Now()
	for _, f := range z.File {
		if path.Ext(f.Name) != ".json" {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		matched, err := FleetMatch(data, []byte(made), FleetNames{})
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		for _, u := range matched.Units {
			counts[u.State]++
			said = append(said, fmt.Sprintf("%s %s %s", matched.Advisory, u.Tag, u.State))
			if u.State != match.NotAffected && u.Tag != "15" {
				t.Logf("%s %s %s: %s; %s", matched.Advisory, u.Tag, u.State, u.Why, u.Settle)
			}
			if u.Tag == "15" && u.State != match.CannotTell {
				t.Errorf("%s: a unit that nobody knows is %s", matched.Advisory, u.State)
			}
			if u.Tag == "11" && u.State != match.NotAffected {
				t.Errorf("%s: no advisory is about Fresenius: %+v", matched.Advisory, u)
			}
		}
	}
	for _, want := range found {
		if !slices.Contains(said, want) {
			t.Errorf("not said: %s", want)
		}
	}
	t.Logf("%d answers in %v: %v", len(said), time.Since(start).Round(time.Millisecond), counts)
}

// The cost is linear: 5,000 units of 500 kinds against the advisory with the
// most products.
func TestALargeFleetIsAnsweredInWellUnderASecond(t *testing.T) {
	var tree, ids strings.Builder
	for i := range 150 {
		fmt.Fprintf(&tree, `,{"category":"product_name","name":"Vital Signs Station %d","branches":[{"category":"product_version_range","name":"< 4.%d","product":{"name":"x","product_id":"Q%d"}}]}`, i, i%9, i)
		fmt.Fprintf(&ids, `,"Q%d"`, i)
	}
	big := strings.Replace(pm8, `"CSAFPID-0001"]`, `"CSAFPID-0001"`+ids.String()+"]", 1)
	big = strings.Replace(big, `"product_id":"CSAFPID-0001"}}]}`, `"product_id":"CSAFPID-0001"}}]}`+tree.String(), 1)
	if rep, err := csaf.Validate([]byte(big), intake.SBOM); err != nil || !rep.Valid {
		t.Fatalf("%v %+v", err, rep.Schema)
	}
	var table strings.Builder
	table.WriteString("tag,manufacturer,model,version\n")
	for i := range 5000 {
		fmt.Fprintf(&table, "T%d,Castellan Vital Systems,Vital Signs Station %d,4.%d\n", i, i%500, i%12)
	}
	start := time.Now()
	matched, err := FleetMatch([]byte(big), []byte(table.String()), FleetNames{})
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	t.Logf("5,000 units against 151 products: %v; %v", took, matched.Counts)
	if took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
}
