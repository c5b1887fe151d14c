package sbom

// ntia2021 is the baseline that FDA's guidance and most buyers start from. Its
// seven data fields stand in the section "Data Fields"; that what is not known
// is said to be so, under "Known Unknowns".
var ntia2021 = Profile{
	ID: "ntia-2021", Name: "NTIA minimum elements", Edition: "2021",
	Source:   "NTIA, The Minimum Elements For a Software Bill of Materials (SBOM), 12 July 2021, Data Fields",
	Unknowns: true,
	Rules:    baseline("ntia"),
}

// baseline are the seven data fields of NTIA's minimum elements, under the
// prefix of the profile that takes them over.
func baseline(prefix string) []Rule {
	return []Rule{
		{
			ID: prefix + "-supplier", Name: "Supplier name", Asks: "name their supplier", Section: "Data Fields", Level: Must,
			Help:      "name who makes the component and could be asked for a fix: supplier in CycloneDX, PackageSupplier in SPDX",
			component: supplier,
		},
		{
			ID: prefix + "-name", Name: "Component name", Asks: "have a name", Section: "Data Fields", Level: Must,
			Help:      "give the name that the supplier gives it",
			component: named,
		},
		{
			ID: prefix + "-version", Name: "Version", Asks: "state their version", Section: "Data Fields", Level: Must,
			Help:      "state the version that is built in; without one nobody can tell whether a weakness is in it",
			component: versioned,
		},
		{
			ID: prefix + "-identifier", Name: "Other unique identifiers", Asks: "can be looked up by an identifier", Section: "Data Fields", Level: Must,
			Help:      "add a package URL or a CPE; for hand-kept lists a name rule does the same here, and the file stays as it is",
			component: identified,
		},
		{
			ID: prefix + "-relationship", Name: "Dependency relationship", Asks: "are said to be part of something", Section: "Data Fields", Level: Must,
			Help:      "say what needs or holds the component: dependencies in CycloneDX, a DEPENDS_ON or CONTAINS relationship in SPDX",
			component: included,
		},
		{
			ID: prefix + "-author", Name: "Author of SBOM data", Asks: "names its author", Section: "Data Fields", Level: Must,
			Help:     "name the person or organisation that made the document; a tool is not its author",
			document: authored,
		},
		{
			ID: prefix + "-timestamp", Name: "Timestamp", Asks: "says when it was made", Section: "Data Fields", Level: Must,
			Help:     "write when the data was put together, as 2026-02-28T14:00:00Z",
			document: dated,
		},
	}
}
