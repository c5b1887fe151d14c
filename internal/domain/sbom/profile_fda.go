package sbom

import "slices"

// fda2026 is NTIA's baseline with the two fields that FDA adds for each
// component.
var fda2026 = Profile{
	ID: "fda-2026", Name: "FDA premarket guidance", Edition: "3 February 2026",
	Source:   "FDA, Cybersecurity in Medical Devices: Quality Management System Considerations and Content of Premarket Submissions, 3 February 2026, V.A.4",
	Standing: "The level and the end of support may stand in an addendum instead of the document; what stands there is not counted here.",
	Unknowns: true,
	Rules: slices.Concat(baseline("fda"), []Rule{
		{
			ID: "fda-support-level", Name: "Level of support", Asks: "state their level of support", Section: "V.A.4", Level: Must,
			Help:      "say whether it is actively maintained, no longer maintained or abandoned: a property “Level of Support” in CycloneDX, a comment in SPDX, or in the addendum",
			component: supported,
		},
		{
			ID: "fda-end-of-support", Name: "End-of-support date", Asks: "state the date their support ends", Section: "V.A.4", Level: Must,
			Help:      "ask the supplier for the date and write it as 2031-06-30: a property “End-of-Support” in CycloneDX, ValidUntilDate in SPDX, or in the addendum",
			component: supportEnds,
		},
	}),
}
