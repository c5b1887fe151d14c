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

// An object is of one of the kinds whose members are all known.
type object int

const (
	ofDocument object = iota
	ofMetadata
	ofComponent
	ofService
	objects int = iota
)

// members are those that an object of each kind may have, and elements
// likewise (JSON schemas 1.2 to 1.7, XML schemas 1.0 to 1.7).
var members = [objects]since{
	ofDocument: {
		"$schema": 0, "bomFormat": 0, "specVersion": 0, "serialNumber": 1, "version": 0, "components": 0, "externalReferences": 1,
		"metadata": 2, "services": 2, "dependencies": 2, "compositions": 3, "properties": 3, "vulnerabilities": 4, "signature": 4,
		"annotations": 5, "formulation": 5, "declarations": 6, "definitions": 6, "citations": 7,
	},
	ofMetadata: {
		"timestamp": 2, "tools": 2, "authors": 2, "component": 2, "manufacture": 2, "supplier": 2,
		"licenses": 3, "properties": 3, "lifecycles": 5, "manufacturer": 6, "distributionConstraints": 7,
	},
	ofComponent: {
		"type": 0, "mime-type": 0, "bom-ref": 0, "publisher": 0, "group": 0, "name": 0, "version": 0, "description": 0, "scope": 0,
		"hashes": 0, "licenses": 0, "copyright": 0, "cpe": 0, "purl": 0, "modified": 0, "components": 0,
		"pedigree": 1, "externalReferences": 1, "supplier": 2, "author": 2, "swid": 2, "evidence": 3, "properties": 3,
		"releaseNotes": 4, "signature": 4, "data": 5, "modelCard": 5, "manufacturer": 6, "authors": 6, "cryptoProperties": 6,
		"omniborId": 6, "swhid": 6, "tags": 6, "isExternal": 7, "patentAssertions": 7, "versionRange": 7,
	},
	ofService: {
		"bom-ref": 2, "provider": 2, "group": 2, "name": 2, "version": 2, "description": 2, "endpoints": 2, "authenticated": 2,
		"x-trust-boundary": 2, "data": 2, "licenses": 2, "externalReferences": 2, "services": 2, "properties": 3,
		"releaseNotes": 4, "signature": 4, "trustZone": 5, "tags": 6, "patentAssertions": 7,
	},
}

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

// known checks the name of a member or element, and tells whether it belongs here.
func (b *bill) known(of object, name string) bool {
	minor, known := members[of][name]
	switch {
	case !known:
		b.Problem("cyclonedx-unknown", "%q does not belong here", check.Short(name))
	case minor > b.minor:
		b.Problem("cyclonedx-unknown", "%q does not belong here before CycloneDX 1.%d", name, minor)
	}
	return known && minor <= b.minor
}
