package format

import (
	"regexp"
	"strings"

	"aceso/internal/format/intake"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// marks are the members of a JSON object that say what it is. The text is that
// of a string or number, or of the first context that is a string.
type marks map[string]string

// sniffed are the names that any of the families is known by.
var sniffed = map[string]bool{
	"bomFormat": true, "specVersion": true, "$schema": true, "spdxVersion": true, "SPDXID": true, "@context": true, "@graph": true,
	"document": true, "vulnerabilities": true, "statements": true, "id": true, "affected": true, "schema_version": true, "modified": true,
	"dataType": true, "dataVersion": true, "cveMetadata": true, "CVE_data_type": true, "CVE_Items": true, "format": true, "version": true,
	"catalogVersion": true, "sbom": true, "payloadType": true, "payload": true, "predicate": true, "predicateType": true,
	"artifacts": true, "Results": true, "ArtifactName": true, "runs": true, "bom": true, "swhids": true,
}

// sniffJSON looks at the members of the outermost object. It stops as soon as
// one family is certain.
func sniffJSON(data []byte) (Kind, error) {
	text := data
	if len(data) > 1 && (data[0] >= 0xef || data[1] == 0) { // a mark, or UTF-16
		var err error
		if text, err = intake.Text(data); err != nil {
			return Kind{}, err
		}
	}
	seen := marks{}
	intake.Members(text, func(name string, value []byte) bool {
		if sniffed[name] {
			seen[name] = intake.Scalar(value)
			switch name {
			case "@context":
				seen[name] = firstContext(value)
			case "document":
				seen.document(value)
			}
		}
		return !seen.certain()
	})
	return seen.kind()
}

// firstContext returns the first string of a JSON-LD context.
func firstContext(value []byte) string {
	if len(value) > 0 && value[0] == '[' {
		value = []byte(strings.TrimLeft(string(value[1:min(len(value), 400)]), " \t\r\n"))
	}
	return intake.Scalar(value)
}

// document looks for CSAF's version, which stands one level down.
func (m marks) document(value []byte) {
	intake.Members(value, func(name string, value []byte) bool {
		if name == "csaf_version" {
			m[name] = intake.Scalar(value)
		}
		return name != "csaf_version"
	})
}

func (m marks) has(names ...string) bool {
	for _, n := range names {
		if _, ok := m[n]; !ok {
			return false
		}
	}
	return true
}

// certain tells whether no later member could change the answer.
func (m marks) certain() bool {
	return m["bomFormat"] == "CycloneDX" && m.has("specVersion") || m["spdxVersion"] != "" || m["csaf_version"] != "" || m["dataType"] == "CVE_RECORD" && m.has("dataVersion")
}

func (m marks) kind() (Kind, error) {
	switch context := m["@context"]; {
	case m["bomFormat"] == "CycloneDX", !m.has("bomFormat") && strings.Contains(m["$schema"], "cyclonedx.org/schema/bom"):
		return Kind{CycloneDX, m["specVersion"], "json"}, nil
	case m.has("bomFormat", "specVersion"):
		return Kind{}, fault.New(fault.Invalid, "bomFormat is %q, and only CycloneDX is known", check.Short(m["bomFormat"]))
	case m.has("spdxVersion"):
		return Kind{SPDX, strings.TrimPrefix(m["spdxVersion"], "SPDX-"), "json"}, nil
	case strings.Contains(context, "spdx.org/rdf/"):
		return Kind{SPDX, ldVersion(context), "json-ld"}, nil
	case strings.Contains(context, "openvex"):
		return Kind{OpenVEX, strings.TrimPrefix(context[strings.LastIndexByte(context, '/')+1:], "v"), "json"}, nil
	case m.has("csaf_version"):
		return Kind{CSAF, m["csaf_version"], "json"}, nil
	case m.has("cveMetadata"), m["dataType"] == "CVE_RECORD":
		return Kind{CVE, m["dataVersion"], "json"}, nil
	case m.has("CVE_Items"):
		return Kind{NVD, "1.1", "json"}, nil
	case m["format"] == "NVD_CVE":
		return Kind{NVD, m["version"], "json"}, nil
	case m.has("catalogVersion", "vulnerabilities"):
		return Kind{KEV, m["catalogVersion"], "json"}, nil
	case m.has("id", "modified"), m.has("id", "schema_version"), m.has("id", "affected"):
		return Kind{OSV, m["schema_version"], "json"}, nil
	case m.has("SPDXID"):
		return Kind{SPDX, "", "json"}, nil
	}
	return Kind{}, m.unknown()
}

// unknown says why a JSON document is not read, and what its sender may do.
func (m marks) unknown() error {
	no := func(what, help string) error { return fault.New(fault.Invalid, "this is %s", what).Helped("%s", help) }
	switch {
	case m.has("sbom"):
		return no("an SBOM inside of another object", `send only what stands under "sbom"`)
	case m.has("payload", "payloadType"):
		return no("a signed envelope (DSSE)", "send the document inside of it")
	case m.has("predicate", "predicateType"):
		return no("an in-toto statement", `send only what stands under "predicate"`)
	case m.has("artifacts"):
		return no("an inventory in Syft's own format", "let Syft write cyclonedx-json or spdx-json")
	case m.has("Results"), m.has("ArtifactName"):
		return no("a report in Trivy's own format", "let Trivy write cyclonedx or spdx-json")
	case m.has("runs"):
		return no("a SARIF report, not a bill of materials", "send the SBOM that it was made from")
	case m.has("@graph"):
		return no("JSON-LD of a vocabulary that is not known", "SPDX 3.0 JSON-LD names https://spdx.org/rdf/3.0.1/spdx-context.jsonld as its @context")
	}
	return fault.New(fault.Invalid, "this JSON says neither bomFormat nor spdxVersion nor any other mark of a format that is known").
		Helped("CycloneDX, SPDX 2.2, 2.3 and 3.0 are read")
}

var ldRelease = regexp.MustCompile(`/rdf/v?([0-9]+(?:\.[0-9]+)*)`)

// ldVersion returns the version in the address of an SPDX 3 context.
func ldVersion(context string) string {
	if m := ldRelease.FindStringSubmatch(context); m != nil {
		return m[1]
	}
	return ""
}

// cycloneNamespace begins the name space of CycloneDX as XML.
const cycloneNamespace = "http://cyclonedx.org/schema/bom/"

// sniffXML looks at the root element.
func sniffXML(data []byte) (Kind, error) {
	lim := intake.SBOM
	lim.Unpacked = int64(len(data))
	w, err := intake.WalkXML(data, lim)
	if err != nil {
		return Kind{}, err
	}
	root := w.Root
	switch {
	case root.Name == "bom" && strings.HasPrefix(root.Space, cycloneNamespace):
		return Kind{CycloneDX, strings.TrimPrefix(root.Space, cycloneNamespace), "xml"}, nil
	case root.Name == "bom":
		return Kind{}, fault.New(fault.Invalid, "the root element bom is in the name space %q, which is none of CycloneDX", check.Short(root.Space)).
			Helped("CycloneDX 1.6 has xmlns=%q", cycloneNamespace+"1.6")
	case root.Name == "RDF":
		return Kind{}, fault.New(fault.Invalid, "this is RDF/XML, a form of SPDX that is not read").
			Helped("convert it to JSON or tag-value, for instance with the SPDX tools")
	case root.Name == "Document" || strings.Contains(root.Space, "spdx"):
		return Kind{}, fault.New(fault.Invalid, "this is SPDX as XML, which is not read").
			Helped("convert it to JSON or tag-value, for instance with the SPDX tools")
	case root.Name == "SoftwareIdentity":
		return Kind{}, fault.New(fault.Invalid, "this is a SWID tag, which is not read").Helped("put its tagId into a CycloneDX component's swid")
	}
	return Kind{}, fault.New(fault.Invalid, "the XML root element %q is of no format that is known", check.Short(root.Name))
}
