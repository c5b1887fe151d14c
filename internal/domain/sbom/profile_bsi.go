package sbom

// bsi2025 is the technical guideline that makers in the EU are pointed to for
// the Cyber Resilience Act. Of the additional fields of 5.2.3 and 5.2.4, which
// are owed only where they exist, those are held that every document can have.
var bsi2025 = Profile{
	ID: "bsi-tr-03183-2", Name: "BSI TR-03183-2", Edition: "2.1.0 of 20 August 2025",
	Source: "BSI, Technical Guideline TR-03183 Cyber Resilience Requirements, Part 2: Software Bill of Materials (SBOM), version 2.1.0, 20 August 2025, sections 4 and 5.2",
	Standing: "Every component is held to all fields of 5.2.2. Logical, identified and referenced components owe fewer (3.2), and a document can't mark them. " +
		"Additional fields that are owed only where they exist are not held, but for the document's own address and the identifiers.",
	Rules: []Rule{
		{
			ID: "bsi-format", Name: "Format", Asks: "is written in a format of the guideline", Section: "4", Level: Must,
			Help:     "write CycloneDX 1.6 or newer, or SPDX 3.0.1 or newer, as JSON or XML",
			document: formatted,
		},
		{
			ID: "bsi-creator", Name: "Creator of the SBOM", Asks: "says how its creator is reached", Section: "5.2.1", Level: Must,
			Help:     "give an e-mail address, or else a web address: metadata.manufacturer in CycloneDX, createdBy in SPDX",
			document: reachable,
		},
		{
			ID: "bsi-timestamp", Name: "Timestamp", Asks: "says when it was made", Section: "5.2.1", Level: Must,
			Help:     "write when the data was put together, best in UTC",
			document: dated,
		},
		{
			ID: "bsi-component-creator", Name: "Component creator", Asks: "say how their creator is reached", Section: "5.2.2", Level: Must,
			Help:      "give an e-mail address, or else a web address, of who made it; a name alone is not enough",
			component: creatorReachable,
		},
		{
			ID: "bsi-name", Name: "Component name", Asks: "have a name", Section: "5.2.2", Level: Must,
			Help:      "give the name that its creator gives it, else the name of its file",
			component: named,
		},
		{
			ID: "bsi-version", Name: "Component version", Asks: "state their version", Section: "5.2.2", Level: Must,
			Help:      "state the version; where there is none, the date and time at which the file was changed",
			component: versioned,
		},
		{
			ID: "bsi-filename", Name: "Filename of the component", Asks: "name their file", Section: "5.2.2", Level: Must,
			Help:      "give the name of the file without folders: the property bsi:component:filename in CycloneDX, a file by hasDistributionArtifact in SPDX 3",
			component: filed,
		},
		{
			ID: "bsi-dependencies", Name: "Dependencies on other components", Asks: "list what they need", Section: "5.2.2", Level: Must,
			Help:      "list what each component needs or holds; for one that needs nothing, an empty list says so",
			component: enumerated,
		},
		{
			ID: "bsi-completeness", Name: "Completeness of the dependencies", Asks: "say whether that list is whole", Section: "5.2.2", Level: Must,
			Help:      "say complete, incomplete or unknown: compositions in CycloneDX, completeness of the relationship in SPDX 3",
			component: bounded,
		},
		{
			ID: "bsi-distribution-licence", Name: "Distribution licences", Asks: "state their distribution licence", Section: "5.2.2", Level: Must,
			Help:      "state an SPDX expression or a LicenseRef, marked as concluded; a licence that is only declared is the original one",
			component: distributed,
		},
		{
			ID: "bsi-hash", Name: "Hash value of the deployable component", Asks: "carry a SHA-512 of what is deployed", Section: "5.2.2", Level: Must,
			Help:      "add a SHA-512: at the external reference “distribution” in CycloneDX, at the distributed file in SPDX 3",
			component: deployedHash,
		},
		{
			ID: "bsi-executable", Name: "Executable property", Asks: "say whether they are executable", Section: "5.2.2", Level: Must,
			Help:      "say “executable” or “non-executable”: the property bsi:component:executable in CycloneDX",
			component: property(func(d *Delivered) string { return d.Executable }, "executable", "non-executable"),
		},
		{
			ID: "bsi-archive", Name: "Archive property", Asks: "say whether they are an archive", Section: "5.2.2", Level: Must,
			Help:      "say “archive” or “no archive”: the property bsi:component:archive in CycloneDX",
			component: property(func(d *Delivered) string { return d.Archive }, "archive", "no archive"),
		},
		{
			ID: "bsi-structured", Name: "Structured property", Asks: "say whether they are structured", Section: "5.2.2", Level: Must,
			Help:      "say “structured” or “unstructured”: the property bsi:component:structured in CycloneDX",
			component: property(func(d *Delivered) string { return d.Structured }, "structured", "unstructured"),
		},
		{
			ID: "bsi-uri", Name: "SBOM-URI", Asks: "has an address of its own", Section: "5.2.3", Level: Should,
			Help:     "give the document an address: serialNumber in CycloneDX, documentNamespace or spdxId in SPDX",
			document: addressed,
		},
		{
			ID: "bsi-identifier", Name: "Other unique identifiers", Asks: "can be looked up by an identifier", Section: "5.2.4", Level: Should,
			Help:      "add a package URL, a CPE or a SWID tag where there is one",
			component: identified,
		},
	},
}
