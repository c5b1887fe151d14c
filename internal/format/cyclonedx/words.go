package cyclonedx

import "aceso/internal/value/check"

// since gives the words of a list with the minor version that brought them.
type since map[string]int

// The closed lists of CycloneDX that are checked (ECMA-424; XML schemas 1.0 to 1.7).
var (
	kinds = since{
		"application": 0, "framework": 0, "library": 0, "operating-system": 0, "device": 0,
		"file": 1, "container": 2, "firmware": 2,
		"platform": 5, "device-driver": 5, "machine-learning-model": 5, "data": 5, "cryptographic-asset": 6,
	}
	scopes     = since{"required": 0, "optional": 0, "excluded": 1}
	algorithms = since{
		"MD5": 0, "SHA-1": 0, "SHA-256": 0, "SHA-384": 0, "SHA-512": 0, "SHA3-256": 0, "SHA3-512": 0,
		"SHA3-384": 2, "BLAKE2b-256": 2, "BLAKE2b-384": 2, "BLAKE2b-512": 2, "BLAKE3": 2, "Streebog-256": 7, "Streebog-512": 7,
	}
	phases = since{
		"design": 5, "pre-build": 5, "build": 5, "post-build": 5, "operations": 5, "discovery": 5, "decommission": 5,
	}
	patchTypes = since{"unofficial": 2, "monkey": 2, "backport": 2, "cherry-pick": 2}
	issueTypes = since{"defect": 2, "enhancement": 2, "security": 2}
	flows      = since{"inbound": 2, "outbound": 2, "bi-directional": 2, "unknown": 2}
	encodings  = since{"base64": 0}
	tlp        = since{"CLEAR": 7, "GREEN": 7, "AMBER": 7, "AMBER_AND_STRICT": 7, "RED": 7}
	grounds    = since{"declared": 6, "concluded": 6}

	states = since{
		"resolved": 4, "resolved_with_pedigree": 4, "exploitable": 4, "in_triage": 4, "false_positive": 4, "not_affected": 4,
	}
	justifications = since{
		"code_not_present": 4, "code_not_reachable": 4, "requires_configuration": 4, "requires_dependency": 4, "requires_environment": 4,
		"protected_by_compiler": 4, "protected_at_runtime": 4, "protected_at_perimeter": 4, "protected_by_mitigating_control": 4,
	}
	responses = since{
		"can_not_fix": 4, "will_not_fix": 4, "update": 4, "rollback": 4, "workaround_available": 4,
	}
	affectedStatuses = since{"affected": 4, "unaffected": 4, "unknown": 4}
)

// vexStatus gives the status of a statement by the state of an analysis.
var vexStatus = map[string]string{
	"resolved":               "fixed",
	"resolved_with_pedigree": "fixed",
	"exploitable":            "affected",
	"in_triage":              "under_investigation",
	"false_positive":         "not_affected",
	"not_affected":           "not_affected",
}

// word checks a value of a closed list.
func (b *bill) word(list since, what, value string) {
	minor, known := list[value]
	switch {
	case !known:
		b.Problem("cyclonedx-word", "%q is no %s", check.Short(value), what)
	case minor > b.minor:
		b.Problem("cyclonedx-word", "%q is no %s before CycloneDX 1.%d", value, what, minor)
	}
}
