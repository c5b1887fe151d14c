package sbom

// cisa2025 is the draft update of NTIA's minimum elements. It was out for
// comment until 3 October 2025; nothing here says what became of it.
var cisa2025 = Profile{
	ID: "cisa-2025-draft", Name: "CISA minimum elements", Edition: "draft of 22 August 2025",
	Source:   "CISA, 2025 Minimum Elements for a Software Bill of Materials (SBOM), draft for public comment, 22 August 2025, Data Fields",
	Standing: "This is the draft that was out for comment until 3 October 2025. A later edition can ask for other fields.",
	Unknowns: true,
	Rules: []Rule{
		{
			ID: "cisa-author", Name: "SBOM author", Asks: "names its author", Section: "Data Fields", Level: Must,
			Help:     "name the person or organisation that made the document; a tool is not its author",
			document: authored,
		},
		{
			ID: "cisa-producer", Name: "Software producer", Asks: "name their producer", Section: "Data Fields", Level: Must,
			Help:      "name who makes the component: supplier or manufacturer in CycloneDX, PackageSupplier or PackageOriginator in SPDX",
			component: supplier,
		},
		{
			ID: "cisa-name", Name: "Component name", Asks: "have a name", Section: "Data Fields", Level: Must,
			Help:      "give the name that its producer gives it",
			component: named,
		},
		{
			ID: "cisa-version", Name: "Component version", Asks: "state their version", Section: "Data Fields", Level: Must,
			Help:      "state the version; where the producer gives none, the date of the file",
			component: versioned,
		},
		{
			ID: "cisa-identifier", Name: "Software identifiers", Asks: "have at least one identifier", Section: "Data Fields", Level: Must,
			Help:      "add at least one: package URL, CPE, OmniBOR or Software Heritage identifier",
			component: identified,
		},
		{
			ID: "cisa-hash", Name: "Component hash", Asks: "carry a hash", Section: "Data Fields", Level: Must,
			Help:      "add a digest of the component with its algorithm, SHA-256 or stronger",
			component: hashed,
		},
		{
			ID: "cisa-licence", Name: "License", Asks: "name their licence", Section: "Data Fields", Level: Must,
			Help:      "name the licence, best as an SPDX expression; say NOASSERTION when nobody knows it",
			component: licensed,
		},
		{
			ID: "cisa-relationship", Name: "Dependency relationship", Asks: "are said to be part of something", Section: "Data Fields", Level: Must,
			Help:      "say what needs or holds the component, also for what is needed indirectly",
			component: included,
		},
		{
			ID: "cisa-tool", Name: "Tool name", Asks: "names the tool it was made with", Section: "Data Fields", Level: Must,
			Help:     "name the tool: metadata.tools in CycloneDX, Creator: Tool in SPDX",
			document: tooled,
		},
		{
			ID: "cisa-timestamp", Name: "Timestamp", Asks: "says when it was made", Section: "Data Fields", Level: Must,
			Help:     "write date and time after ISO 8601, as 2026-02-28T14:00:00Z",
			document: dated,
		},
		{
			ID: "cisa-context", Name: "Generation context", Asks: "says at which stage it was made", Section: "Data Fields", Level: Must,
			Help:     "say whether it was made before, at or after the build: metadata.lifecycles in CycloneDX, software_sbomType in SPDX 3; SPDX 2 has no field for it",
			document: staged,
		},
	},
}
