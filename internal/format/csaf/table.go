package csaf

// The JSON schema of CSAF 2.0 as a table (CSAF 2.0, 3; errata 01). A test
// holds it against the published schema, document by document.

var documentSchema = makeSchema()

const (
	// blank is what \s means in a JSON schema; Go's \s is ASCII's only.
	blank           = `\s\x{0b}\x{feff}\p{Z}`
	categoryPattern = `^[^` + blank + `\-_.](?:.*[^` + blank + `\-_.])?$`
	idPattern       = `^[^` + blank + `](?:.*[^` + blank + `])?$`
	versionPattern  = `^(?:0|[1-9][0-9]*)$|^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)` +
		`(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?` +
		`(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$`
	languagePattern = `^(?:(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}(?:-[A-Za-z]{3}){0,2})?|[A-Za-z]{4,8})(?:-[A-Za-z]{4})?` +
		`(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*` +
		`(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?` +
		`|[Xx](?:-[A-Za-z0-9]{1,8})+|[Ii]-[Dd][Ee][Ff][Aa][Uu][Ll][Tt]|[Ii]-[Mm][Ii][Nn][Gg][Oo])$`
	cpeAttribute = `(?:(?:\?*|\*?)(?:[a-zA-Z0-9\-._]|\\[\\*?!"#$%&'()+,/:;<=>@\[\]^` + "`" + `{|}~])+(?:\?*|\*?)|[*\-])`
	cpePattern   = `^(?:cpe:2\.3:[aho*\-](?::` + cpeAttribute + `){5}:(?:[a-zA-Z]{2,3}(?:-(?:[a-zA-Z]{2}|[0-9]{3}))?|[*\-])(?::` +
		cpeAttribute + `){4}|[cC][pP][eE]:/[AHOaho]?(?::[A-Za-z0-9._\-~%]*){0,6})$`
)

func makeSchema() *rule {
	return object("document",
		field{"document", documentRule()},
		field{"product_tree", productTreeRule()},
		field{"vulnerabilities", listOf(vulnerabilityRule())},
	)
}

var (
	versionRule  = matching(versionPattern, "a whole number or a semantic version")
	languageRule = matching(languagePattern, "a language tag")
	productID    = words
	productIDs   = setOf(productID)
	groupIDs     = setOf(words)

	acknowledgments = listOf(object("",
		field{"names", listOf(words)}, field{"organization", words}, field{"summary", words}, field{"urls", listOf(address)},
	).count(1, 0))
	notes = listOf(object("category text",
		field{"audience", words},
		field{"category", oneOf("description details faq general legal_disclaimer other summary")},
		field{"text", words}, field{"title", words},
	))
	references = listOf(object("summary url",
		field{"category", oneOf("external self")}, field{"summary", words}, field{"url", address},
	))
)

func documentRule() *rule {
	return object("category csaf_version publisher title tracking",
		field{"acknowledgments", acknowledgments},
		field{"aggregate_severity", object("text", field{"namespace", address}, field{"text", words})},
		field{"category", &rule{
			kind: '"', least: 1, holds: matching(categoryPattern, "").holds,
			wanted: "a category: it begins and ends with something else than a blank, hyphen, underscore or full stop",
		}},
		field{"csaf_version", oneOf("2.0")},
		field{"distribution", object("",
			field{"text", words},
			field{"tlp", object("label", field{"label", oneOf("AMBER GREEN RED WHITE")}, field{"url", address})},
		).count(1, 0)},
		field{"lang", languageRule},
		field{"notes", notes},
		field{"publisher", object("category name namespace",
			field{"category", oneOf("coordinator discoverer other translator user vendor")},
			field{"contact_details", words}, field{"issuing_authority", words}, field{"name", words}, field{"namespace", address},
		)},
		field{"references", references},
		field{"source_lang", languageRule},
		field{"title", words},
		field{"tracking", trackingRule()},
	)
}

func trackingRule() *rule {
	return object("current_release_date id initial_release_date revision_history status version",
		field{"aliases", setOf(words)},
		field{"current_release_date", instant},
		field{"generator", object("engine",
			field{"date", instant},
			field{"engine", object("name", field{"name", words}, field{"version", words})},
		)},
		field{"id", &rule{kind: '"', least: 1, holds: matching(idPattern, "").holds, wanted: "an id without blanks at its ends"}},
		field{"initial_release_date", instant},
		field{"revision_history", listOf(object("date number summary",
			field{"date", instant}, field{"legacy_version", words}, field{"number", versionRule}, field{"summary", words},
		))},
		field{"status", oneOf("draft final interim")},
		field{"version", versionRule},
	)
}

func productTreeRule() *rule {
	product := productRule()
	branch := object("category name").count(3, 3)
	branch.fields = []field{
		{"branches", listOf(branch)},
		{"category", oneOf("architecture host_name language legacy patch_level product_family product_name " +
			"product_version product_version_range service_pack specification vendor")},
		{"name", words},
		{"product", product},
	}
	group := object("group_id product_ids",
		field{"group_id", words},
		field{"product_ids", &rule{kind: '[', items: productID, some: 2, unique: true}},
		field{"summary", words},
	)
	relationship := object("category full_product_name product_reference relates_to_product_reference",
		field{"category", oneOf("default_component_of external_component_of installed_on installed_with optional_component_of")},
		field{"full_product_name", product}, field{"product_reference", productID}, field{"relates_to_product_reference", productID},
	)
	return object("",
		field{"branches", listOf(branch)}, field{"full_product_names", listOf(product)},
		field{"product_groups", listOf(group)}, field{"relationships", listOf(relationship)},
	).count(1, 0)
}

func productRule() *rule {
	hash := object("algorithm value",
		field{"algorithm", words}, field{"value", matching(`^[0-9a-fA-F]{32,}$`, "a hash of at least 32 hexadecimal digits")})
	purl := matching(`^pkg:[A-Za-z.\-+][A-Za-z0-9.\-+]*/.+`, "a package URL")
	pattern := purl.holds
	purl.holds = func(s string) bool { return pattern(s) && isURI(s) }
	return object("name product_id",
		field{"name", words},
		field{"product_id", productID},
		field{"product_identification_helper", object("",
			field{"cpe", matching(cpePattern, "a CPE name")},
			field{"hashes", listOf(object("file_hashes filename", field{"file_hashes", listOf(hash)}, field{"filename", words}))},
			field{"model_numbers", setOf(words)},
			field{"purl", purl},
			field{"sbom_urls", listOf(address)},
			field{"serial_numbers", setOf(words)},
			field{"skus", listOf(words)},
			field{"x_generic_uris", listOf(object("namespace uri", field{"namespace", address}, field{"uri", address}))},
		).count(1, 0)},
	)
}

func vulnerabilityRule() *rule {
	return object("",
		field{"acknowledgments", acknowledgments},
		field{"cve", matching(`^CVE-[0-9]{4}-[0-9]{4,}$`, "a CVE id")},
		field{"cwe", object("id name", field{"id", matching(`^CWE-[1-9]\d{0,5}$`, "a CWE id")}, field{"name", words})},
		field{"discovery_date", instant},
		field{"flags", setOf(object("label",
			field{"date", instant}, field{"group_ids", groupIDs}, field{"label", oneOf(justifications)}, field{"product_ids", productIDs},
		))},
		field{"ids", setOf(object("system_name text", field{"system_name", words}, field{"text", words}))},
		field{"involvements", setOf(object("party status",
			field{"date", instant},
			field{"party", oneOf("coordinator discoverer other user vendor")},
			field{"status", oneOf("completed contact_attempted disputed in_progress not_contacted open")},
			field{"summary", words},
		))},
		field{"notes", notes},
		field{"product_status", object("",
			field{"first_affected", productIDs}, field{"first_fixed", productIDs}, field{"fixed", productIDs},
			field{"known_affected", productIDs}, field{"known_not_affected", productIDs}, field{"last_affected", productIDs},
			field{"recommended", productIDs}, field{"under_investigation", productIDs},
		).count(1, 0)},
		field{"references", references},
		field{"release_date", instant},
		field{"remediations", listOf(remediationRule())},
		field{"scores", listOf(object("products",
			field{"cvss_v2", cvss2Rule}, field{"cvss_v3", cvss3Rule}, field{"products", productIDs},
		).count(2, 0))},
		field{"threats", listOf(object("category details",
			field{"category", oneOf("exploit_status impact target_set")},
			field{"date", instant}, field{"details", words}, field{"group_ids", groupIDs}, field{"product_ids", productIDs},
		))},
		field{"title", words},
	).count(1, 0)
}

// justifications are the VEX justification codes (CSAF 2.0, 3.2.3.5).
const justifications = "component_not_present inline_mitigations_already_exist vulnerable_code_cannot_be_controlled_by_adversary " +
	"vulnerable_code_not_in_execute_path vulnerable_code_not_present"

func remediationRule() *rule {
	return object("category details",
		field{"category", oneOf("mitigation no_fix_planned none_available vendor_fix workaround")},
		field{"date", instant},
		field{"details", words},
		field{"entitlements", listOf(words)},
		field{"group_ids", groupIDs},
		field{"product_ids", productIDs},
		field{"restart_required", object("category",
			field{"category", oneOf("connected dependencies machine none parent service system vulnerable_component zone")},
			field{"details", words},
		)},
		field{"url", address},
	)
}
