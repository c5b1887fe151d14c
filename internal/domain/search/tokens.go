package search

// everything is every list.
var (
	worked     = []List{Findings}
	inParts    = []List{Findings, Parts}
	ofProducts = []List{Findings, Parts, Releases, Products}
	yesNo      = []Choice{{Word: "yes", Also: []string{"true", "y", "1"}}, {Word: "no", Also: []string{"false", "n", "0"}}}
)

// Tokens is every token, in the order that the help shows.
var Tokens = []Token{
	{
		Name: "is", Also: []string{"state"}, Takes: Word, On: []List{Findings, Parts, Releases},
		Says: "how it stands", Example: "is:new",
		Words: []Choice{
			{Word: "new", Also: []string{"untouched"}, On: worked, Says: "nobody has taken it up"},
			{Word: "open", Also: []string{"live"}, On: worked, Says: "not closed: what lists show when nothing else is said"},
			{Word: "taken", Also: []string{"in-review", "review"}, On: worked, Says: "somebody looks into it"},
			{Word: "back", Also: []string{"reopened", "came-back"}, On: worked, Says: "it was closed, and matching finds it again"},
			{Word: "snoozed", Also: []string{"set-aside"}, On: worked, Says: "set aside until a day"},
			{Word: "closed", On: worked, Says: "matching finds it no more"},
			{Word: "any", Also: []string{"all"}, On: worked, Says: "open or closed"},
			{Word: "mine", On: worked, Says: "you look after it"},
			{Word: "nobody", Also: []string{"unassigned", "nobodys"}, On: worked, Says: "nobody looks after it"},
			{Word: "fixable", Also: []string{"fixed"}, On: worked, Says: "a version is known that mends it"},
			{Word: "weak", Also: []string{"affected"}, On: []List{Parts}, Says: "a weakness is in it"},
			{Word: "untold", Also: []string{"cannot-tell"}, On: []List{Parts}, Says: "a weakness may be in it: nobody can tell"},
			{Word: "clean", On: []List{Parts}, Says: "looked up, nothing found"},
			{Word: "unchecked", Also: []string{"not-checkable", "uncheckable"}, On: []List{Parts}, Says: "it could not be looked up at all"},
			{Word: "waiting", On: []List{Parts}, Says: "not looked up yet"},
			{Word: "in-work", Also: []string{"development"}, On: []List{Releases}, Says: "the release is not out yet"},
			{Word: "released", On: []List{Releases}, Says: "the release is out"},
			{Word: "withdrawn", On: []List{Releases}, Says: "the release was taken back"},
		},
	},
	{Name: "kev", Also: []string{"exploited"}, Takes: Word, Words: yesNo, On: inParts, Says: "known to be exploited (CISA's catalogue)", Example: "kev:yes"},
	{
		Name: "severity", Also: []string{"sev"}, Takes: Word, On: inParts, Says: "the worst word that a source gives", Example: "severity:critical,high",
		Words: []Choice{{Word: "critical"}, {Word: "high"}, {Word: "unknown", Also: []string{"not-scored", "unscored"}}, {Word: "medium", Also: []string{"moderate"}}, {Word: "low"}, {Word: "none"}},
	},
	{
		Name: "match", Also: []string{"answer"}, Takes: Word, On: worked, Says: "what matching answers", Example: "match:cannot-tell",
		Words: []Choice{{Word: "affected"}, {Word: "cannot-tell", Also: []string{"untold", "maybe"}}},
	},
	{Name: "product", Also: []string{"model", "device"}, Takes: Text, On: ofProducts, Says: "in the name, or another name, of the product", Example: `product:"Aurelia IP-200"`},
	{Name: "release", Also: []string{"firmware"}, Takes: Text, On: []List{Findings, Parts, Releases}, Says: "the release's version, whole; 4.* for all that begin so", Example: "release:4.2.0"},
	{Name: "part", Also: []string{"component", "name"}, Takes: Text, On: ofProducts, Says: "in the name of the part; of products, of a part inside", Example: "part:openssl"},
	{Name: "version", Takes: Text, On: inParts, Says: "the part's version, whole; 3.* for all that begin so", Example: "version:3.0.*"},
	{Name: "supplier", Also: []string{"vendor"}, Takes: Text, On: inParts, Says: "in the name of the part's supplier", Example: "supplier:wind"},
	{Name: "licence", Also: []string{"license"}, Takes: Text, On: inParts, Says: "in the licence that a parts list names for it", Example: "licence:gpl"},
	{Name: "purl", Takes: Text, On: inParts, Says: "how the part's package URL begins", Example: "purl:pkg:npm/lodash"},
	{Name: "cpe", Takes: Text, On: inParts, Says: "in the part's CPE", Example: "cpe:busybox"},
	{Name: "hash", Also: []string{"digest", "checksum"}, Takes: Text, On: inParts, Says: "a digest of the part, whole", Example: "hash:9f86d081884c7d65…"},
	{Name: "cve", Also: []string{"weakness", "ghsa", "id", "vuln"}, Takes: Text, On: ofProducts, Says: "a name of the weakness; what is no whole number is contained in one", Example: "cve:CVE-2024-3094"},
	{Name: "owner", Also: []string{"assignee"}, Takes: Text, On: worked, Says: "who looks after it: me, nobody, or in the person's name", Example: "owner:me"},
	{Name: "score", Also: []string{"cvss"}, Takes: Number, Most: 10, On: worked, Says: "the leading score; what nobody has scored is neither above nor below", Example: "score:>=7"},
	{Name: "epss", Takes: Number, Most: 1, On: worked, Says: "probability of exploitation, 0 to 1", Example: "epss:>0.1"},
	{Name: "opened", Also: []string{"found", "created"}, Takes: Day, On: worked, Says: "when it was found first", Example: "opened:>2026-11-01"},
	{Name: "turned", Also: []string{"changed", "updated"}, Takes: Day, On: worked, Says: "when its state changed last", Example: "turned:>-7d"},
	{Name: "until", Takes: Day, On: worked, Says: "the day on which a snoozed one comes back", Example: "until:<=today"},
	{Name: "eos", Also: []string{"eol", "support"}, Takes: Day, On: []List{Releases}, Says: "when security support ends", Example: "eos:<2027-01-01"},
	{
		Name: "in", Takes: Word, On: ofProducts, Says: "only in one kind of thing", Example: "in:parts",
		Words: []Choice{{Word: string(Findings)}, {Word: string(Parts), Also: []string{"components"}}, {Word: string(Releases)}, {Word: string(Products), Also: []string{"models"}}},
	},
	{Name: "sort", Also: []string{"order"}, Takes: Order, On: ofProducts, Says: "a column to go by, with - before it falling", Example: "sort:-epss"},
}
