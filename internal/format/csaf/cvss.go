package csaf

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A metric of CVSS: the property that repeats it beside the vector, and the
// property's word for each of the vector's codes.
type metric struct {
	code     string // AV
	property string // attackVector
	words    map[string]string
}

func metrics(text string) []metric {
	var all []metric
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) < 3 {
			continue
		}
		m := metric{code: f[0], property: f[1], words: map[string]string{}}
		for _, pair := range f[2:] {
			code, word, _ := strings.Cut(pair, "=")
			m.words[code] = word
		}
		all = append(all, m)
	}
	return all
}

// metrics2 are those of CVSS 2.0 (FIRST, CVSS v2.0 guide, 2.4 and JSON schema).
var metrics2 = metrics(`
	AV  accessVector               N=NETWORK A=ADJACENT_NETWORK L=LOCAL
	AC  accessComplexity           H=HIGH M=MEDIUM L=LOW
	Au  authentication             M=MULTIPLE S=SINGLE N=NONE
	C   confidentialityImpact      N=NONE P=PARTIAL C=COMPLETE
	I   integrityImpact            N=NONE P=PARTIAL C=COMPLETE
	A   availabilityImpact         N=NONE P=PARTIAL C=COMPLETE
	E   exploitability             U=UNPROVEN POC=PROOF_OF_CONCEPT F=FUNCTIONAL H=HIGH ND=NOT_DEFINED
	RL  remediationLevel           OF=OFFICIAL_FIX TF=TEMPORARY_FIX W=WORKAROUND U=UNAVAILABLE ND=NOT_DEFINED
	RC  reportConfidence           UC=UNCONFIRMED UR=UNCORROBORATED C=CONFIRMED ND=NOT_DEFINED
	CDP collateralDamagePotential  N=NONE L=LOW LM=LOW_MEDIUM MH=MEDIUM_HIGH H=HIGH ND=NOT_DEFINED
	TD  targetDistribution         N=NONE L=LOW M=MEDIUM H=HIGH ND=NOT_DEFINED
	CR  confidentialityRequirement L=LOW M=MEDIUM H=HIGH ND=NOT_DEFINED
	IR  integrityRequirement       L=LOW M=MEDIUM H=HIGH ND=NOT_DEFINED
	AR  availabilityRequirement    L=LOW M=MEDIUM H=HIGH ND=NOT_DEFINED
`)

// metrics3 are those of CVSS 3.0 and 3.1 (FIRST, CVSS v3.1 specification, 6 and JSON schema).
var metrics3 = metrics(`
	AV  attackVector                  N=NETWORK A=ADJACENT_NETWORK L=LOCAL P=PHYSICAL
	AC  attackComplexity              H=HIGH L=LOW
	PR  privilegesRequired            H=HIGH L=LOW N=NONE
	UI  userInteraction               N=NONE R=REQUIRED
	S   scope                         U=UNCHANGED C=CHANGED
	C   confidentialityImpact         N=NONE L=LOW H=HIGH
	I   integrityImpact               N=NONE L=LOW H=HIGH
	A   availabilityImpact            N=NONE L=LOW H=HIGH
	E   exploitCodeMaturity           U=UNPROVEN P=PROOF_OF_CONCEPT F=FUNCTIONAL H=HIGH X=NOT_DEFINED
	RL  remediationLevel              O=OFFICIAL_FIX T=TEMPORARY_FIX W=WORKAROUND U=UNAVAILABLE X=NOT_DEFINED
	RC  reportConfidence              U=UNKNOWN R=REASONABLE C=CONFIRMED X=NOT_DEFINED
	CR  confidentialityRequirement    L=LOW M=MEDIUM H=HIGH X=NOT_DEFINED
	IR  integrityRequirement          L=LOW M=MEDIUM H=HIGH X=NOT_DEFINED
	AR  availabilityRequirement       L=LOW M=MEDIUM H=HIGH X=NOT_DEFINED
	MAV modifiedAttackVector          N=NETWORK A=ADJACENT_NETWORK L=LOCAL P=PHYSICAL X=NOT_DEFINED
	MAC modifiedAttackComplexity      H=HIGH L=LOW X=NOT_DEFINED
	MPR modifiedPrivilegesRequired    H=HIGH L=LOW N=NONE X=NOT_DEFINED
	MUI modifiedUserInteraction       N=NONE R=REQUIRED X=NOT_DEFINED
	MS  modifiedScope                 U=UNCHANGED C=CHANGED X=NOT_DEFINED
	MC  modifiedConfidentialityImpact N=NONE L=LOW H=HIGH X=NOT_DEFINED
	MI  modifiedIntegrityImpact       N=NONE L=LOW H=HIGH X=NOT_DEFINED
	MA  modifiedAvailabilityImpact    N=NONE L=LOW H=HIGH X=NOT_DEFINED
`)

var (
	cvss2Rule  = cvssRule(metrics2, "2.0", "", "baseScore temporalScore environmentalScore", "", "version vectorString baseScore")
	cvss30Rule = cvssRule(metrics3, "3.0", `CVSS:3\.0/`, "baseScore temporalScore environmentalScore",
		"baseSeverity temporalSeverity environmentalSeverity", "version vectorString baseScore baseSeverity")
	cvss31Rule = cvssRule(metrics3, "3.1", `CVSS:3\.1/`, "baseScore temporalScore environmentalScore",
		"baseSeverity temporalSeverity environmentalSeverity", "version vectorString baseScore baseSeverity")

	// cvss3Rule takes the one of the two schemas whose version the object names.
	cvss3Rule = &rule{kind: '{', choose: func(n *node) *rule {
		if n.str("version") == "3.0" {
			return cvss30Rule
		}
		return cvss31Rule
	}}
)

// cvssRule builds the schema of one version of CVSS, which CSAF refers to.
func cvssRule(ms []metric, version, prefix, scores, severities, required string) *rule {
	r := object(required,
		field{"version", oneOf(version)},
		field{"vectorString", &rule{kind: '"', holds: vectorPattern(ms, prefix), wanted: "a vector of CVSS " + version}},
	)
	for _, m := range ms {
		r.fields = append(r.fields, field{m.property, &rule{kind: '"', enum: slices.Sorted(maps.Values(m.words))}})
	}
	for _, name := range strings.Fields(scores) {
		r.fields = append(r.fields, field{name, &rule{kind: '0', max: 10}})
	}
	for _, name := range strings.Fields(severities) {
		r.fields = append(r.fields, field{name, oneOf("NONE LOW MEDIUM HIGH CRITICAL")})
	}
	return r
}

// vectorPattern asks for known metrics with known codes; that the base ones
// are all there and none is doubled, the schema does not ask.
func vectorPattern(ms []metric, prefix string) func(string) bool {
	known := make(map[string]bool, len(ms)*4)
	for _, m := range ms {
		for code := range m.words {
			known[m.code+":"+code] = true
		}
	}
	head := regexp.MustCompile(`^` + prefix)
	return func(s string) bool {
		at := head.FindStringIndex(s)
		if at == nil {
			return false
		}
		for part := range strings.SplitSeq(s[at[1]:], "/") {
			if !known[part] {
				return false
			}
		}
		return true
	}
}
