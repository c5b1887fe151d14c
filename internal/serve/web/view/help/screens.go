package help

// Why somebody asks for what a screen is about: the text, and where it stands.
// Only what was read there stands here.
var (
	fdaSBOM      = Reason{"Device makers give a parts list that programs can read, with the support of each part and the day it ends.", "FDA premarket guidance 2026, V.A.4"}
	fdaLabelling = Reason{"Users must be able to get the parts list, and it is kept up to date.", "FDA premarket guidance 2026, VI.A"}
	fdaVulns     = Reason{"All known weaknesses are listed, with how each was found and what was judged of it.", "FDA premarket guidance 2026, V.A.4"}
	fdaVersions  = Reason{"Each version in the field is judged anew when something is found.", "FDA premarket guidance 2026, V.A.6"}
	fdaPlan      = Reason{"The plan says who watches, which sources, how, and how often.", "FDA premarket guidance 2026, VI.B"}
	fdaSupport   = Reason{"Users are told when the support of a device ends.", "FDA premarket guidance 2026, VI.A"}
	fdaEscrow    = Reason{"Where a part loses support early, a plan says what takes its place.", "FDA premarket guidance 2026, V.A.4"}
	law524B      = Reason{"Makers watch for weaknesses, mend them in good time, and can be told of new ones.", "Section 524B(b) of the FD&C Act"}
	hicpReview   = Reason{"Hospitals read the parts list before they buy, and again over the life of a device.", "HICP 2023, practice 9.5"}
	hicpList     = Reason{"Hospitals keep a list of all devices in their network, with maker, model and version.", "HICP 2023, practice 9.1"}
	hicpUnknown  = Reason{"Hospitals count the devices whose risk nobody knows, because the maker said nothing.", "HICP 2023, practice 9"}
	hicpLife     = Reason{"Hospitals plan for the end of support from the day they buy.", "HICP 2023, practice 9.7"}
	cisaFields   = Reason{"A parts list is asked for its hashes, licences and tools too.", "CISA, SBOM minimum elements, draft of August 2025"}
	cisaExploit  = Reason{"What is used in attacks comes first; some of it within three days.", "CISA, BOD 26-04"}
	mitreNames   = Reason{"Tools give one part many names. Somebody must say which are the same, and why.", "MITRE for FDA, SBOM data normalisation, 2026"}
	cpgAccess    = Reason{"Each person has an account of their own, and loses it on the day they leave.", "HPH cybersecurity performance goals, essential"}
	cpgFactor    = Reason{"A password alone is not enough to get in.", "HPH cybersecurity performance goals, essential"}
	part11       = Reason{"A record shows who did what and when, and keeps what stood there before.", "21 CFR Part 11"}
)

// screens are the help of every page, by the routes that draw it.
var screens = []Screen{
	{
		Paths: []string{"/{$}"}, Title: "Today",
		Purpose: "What needs you today, the most urgent first.",
		Do:      []string{"Start with the first line. Each says what to do, by when, and why.", "What you put off stays here until it is done."},
		Terms:   []string{"finding", "not-checkable", "exploited", "stale"}, Why: []Reason{fdaPlan},
	},
	{
		Paths: []string{"/start"}, Title: "First steps",
		Purpose: "What a new installation needs, and what of it is there.",
		Do:      []string{"Take the next step. Each can wait, and is done when what it makes exists."},
		Terms:   []string{"sbom", "stale"}, Why: []Reason{fdaSBOM},
	},
	{
		Paths: []string{"/ci"}, Title: "Send parts lists from a build",
		Purpose: "Lines for your build that send its parts list here.",
		Do:      []string{"Make a token for the purpose “Upload from CI”.", "Copy the lines of your kind of build, and put in the product's name."},
		Terms:   []string{"sbom", "token"}, Why: []Reason{fdaSBOM},
	},
	{
		Paths: []string{"/search"}, Title: "Search",
		Purpose: "Finds everything by one box: products, releases, parts, weaknesses, findings, people, pages.",
		Do: []string{
			"Type a name such as openssl. What means one thing, as a CVE, a package URL or a UDI-DI does, leads straight there.",
			"Ask by tokens: kev:yes product:ip-200 finds what is exploited in a product. A minus sign leaves out.",
			"The Find box of each list takes the same line.",
		},
		Terms: []string{"cve", "component", "purl"},
	},
	{
		Paths: []string{"/products"}, Title: "Products",
		Purpose: "All your device models, with their newest release and how it stands.",
		Do:      []string{"Open a model to see its releases.", "Add one when a new kind of device comes."},
		Terms:   []string{"line", "affected", "not-checkable", "end-of-support"}, Why: []Reason{hicpList, fdaVersions},
	},
	{
		Paths: []string{"/products/new", "/products/{id}/edit"}, Title: "A product's form",
		Purpose: "Says what kind of device it is, and by which names people know it.",
		Do:      []string{"Only the name must be filled in. The rest helps to match notices from outside to your device.", "Put other names here when a device is sold under several."},
		Terms:   []string{"line", "udi"}, Why: []Reason{hicpList},
	},
	{
		Paths: []string{"/products/{id}"}, Title: "A product",
		Purpose: "One model with all its releases.",
		Do:      []string{"Add a release for each version that is in use or in work.", "Open a release to see what is inside it."},
		Terms:   []string{"line", "end-of-support", "udi"}, Why: []Reason{fdaVersions},
	},
	{
		Paths: []string{"/releases/{id}"}, Title: "A release",
		Purpose: "What is inside one version, what of it is known to be weak, and what nobody could check.",
		Do:      []string{"Read the bar first: only the clean part is good news.", "Name the parts that could not be checked.", "Look at the findings, the worst first."},
		Terms:   []string{"sbom", "affected", "cannot-tell", "clean", "not-checkable"}, Why: []Reason{fdaSBOM, fdaVulns},
	},
	{
		Paths: []string{"/releases/{id}/edit"}, Title: "A release's form",
		Purpose: "Says how a version stands, and how long it is looked after.",
		Do:      []string{"Fill in the dates that are known. Mark those that will be told later.", "Users plan by these dates, so keep them true."},
		Terms:   []string{"line", "end-of-support"}, Why: []Reason{fdaSupport, hicpLife},
	},
	{
		Paths: []string{"/releases/{id}/quality"}, Title: "Quality of a parts list",
		Purpose: "How well the list answers what others ask of it.",
		Do:      []string{"Choose whose list of questions to hold it against.", "Mend what fails at the source: in the tool that makes the list."},
		Terms:   []string{"quality", "sbom", "redacted"}, Why: []Reason{fdaSBOM, cisaFields},
	},
	{
		Paths: []string{"/releases/{id}/graph", "/releases/{id}/why/{component}"}, Title: "What needs what",
		Purpose: "How a part came into the release: which other part brings it in.",
		Do:      []string{"Step from part to part. The shortest way in stands first.", "To get rid of a part, change the one that needs it."},
		Terms:   []string{"component", "sbom"}, Why: []Reason{fdaSBOM},
	},
	{
		Paths: []string{"/releases/{id}/compare", "/sboms/{id}/compare"}, Title: "Compare",
		Purpose: "What changed between two versions: parts, weaknesses, licences, support.",
		Do:      []string{"Look at what came in first: that is new risk.", "Save the table for your change record."},
		Terms:   []string{"component", "finding", "licence", "end-of-support"}, Why: []Reason{fdaVersions},
	},
	{
		Paths: []string{"/releases/{id}/uploads"}, Title: "Lists that arrived",
		Purpose: "Each parts list this release has had, as it came.",
		Do:      []string{"Compare two of them, or fetch one as it arrived.", "Choose which one the answers rest on."},
		Terms:   []string{"sbom"}, Why: []Reason{fdaLabelling},
	},
	{
		Paths: []string{"/releases/{id}/table"}, Title: "The list by hand",
		Purpose: "A table for parts that no tool can see.",
		Do:      []string{"Write a row for each part, or paste rows from a sheet.", "Say unknown where nobody knows. An empty cell is no answer.", "Check first: you see what would change before it is saved."},
		Terms:   []string{"redacted", "purl", "sbom"}, Why: []Reason{fdaSBOM, cisaFields},
	},
	{
		Paths: []string{"/releases/{id}/shares"}, Title: "Sharing a release's list",
		Purpose: "Gives the parts list to somebody outside, by a link of their own.",
		Do:      []string{"Name who gets it and what for.", "Copy the link at once: it is shown only once.", "End the link when it is not needed any more."},
		Terms:   []string{"share", "cyclonedx", "redacted"}, Why: []Reason{fdaLabelling},
	},
	{
		Paths: []string{"/shares", "/shares/{id}"}, Title: "Shared lists",
		Purpose: "Who was given which parts list, and who has fetched it.",
		Do:      []string{"Share the newer list where an old one is still out.", "End links that nobody needs."},
		Terms:   []string{"share", "sbom"}, Why: []Reason{fdaLabelling},
	},
	{
		Paths: []string{"/views", "/views/{id}"}, Title: "Saved views",
		Purpose: "Keeps what you look for in a list under a name.",
		Do:      []string{"Narrow a list as you like it, then choose Views above it and give it a name.", "Pin it, and it stands above the list. Share it, and everybody here sees it.", "Change or delete it here."},
		Terms:   []string{"view"},
	},
	{
		Paths: []string{"/import"}, Title: "Check a parts list",
		Purpose: "Takes a file and tells what is inside, what is weak, and what nobody could check.",
		Do:      []string{"Drop a file, or choose one.", "Say what it belongs to, or only look: then it goes to a scratch product.", "The file is kept as it came."},
		Terms:   []string{"sbom", "cyclonedx", "scratch"}, Why: []Reason{fdaSBOM, hicpReview},
	},
	{
		Paths: []string{"/import/columns", "/imports/{id}/columns"}, Title: "Columns of a table",
		Purpose: "Says which column of a table holds the name, the version and the rest.",
		Do:      []string{"Look at the samples, and choose for each column what it holds.", "A column that holds nothing of use can be left out."},
		Terms:   []string{"purl", "component"},
	},
	{
		Paths: []string{"/imports/{id}"}, Title: "An import",
		Purpose: "How far a parts list is, and then its answer.",
		Do:      []string{"Wait, or leave: the work goes on without you.", "Then look at the findings, and name what could not be checked."},
		Terms:   []string{"job", "affected", "not-checkable"}, Why: []Reason{fdaVulns},
	},
	{
		Paths: []string{"/findings", "/findings/{id}"}, Title: "Findings",
		Purpose: "Every weakness in a part of yours, the most urgent first.",
		Do:      []string{"Open one: it says why it matches, where the part is, and what each source says.", "Take it up, give it to somebody, or write down what you found.", "Work down the list with the keys."},
		Terms:   []string{"finding", "exploited", "cvss", "epss", "cannot-tell"}, Why: []Reason{fdaVulns, cisaExploit}, Keys: []string{"next", "previous", "open", "assign", "note"},
	},
	{
		Paths: []string{"/unchecked"}, Title: "Not checkable",
		Purpose: "The parts of which nobody can tell whether they are weak.",
		Do:      []string{"Start with the reason that has the most parts.", "Give them a name that a source knows, or ask whoever made the list."},
		Terms:   []string{"not-checkable", "purl", "name-rule"}, Why: []Reason{fdaSBOM, hicpUnknown}, Keys: []string{"next", "previous", "open"},
	},
	{
		Paths: []string{"/components"}, Title: "Components",
		Purpose: "All parts of all releases, each once.",
		Do:      []string{"Find a part by its name, its licence or its support.", "Open it to see where it is used."},
		Terms:   []string{"component", "licence", "support-level", "end-of-support"}, Why: []Reason{fdaSBOM}, Keys: []string{"next", "previous", "open"},
	},
	{
		Paths: []string{"/components/{key}"}, Title: "A component",
		Purpose: "One part: where it is used, what is known of it, how long it is cared for.",
		Do:      []string{"Say how it is supported when you know more than the sources.", "Write a plan where its support ends before that of the device."},
		Terms:   []string{"support-level", "end-of-support", "replacement-plan", "licence"}, Why: []Reason{fdaSBOM, fdaEscrow},
	},
	{
		Paths: []string{"/names", "/names/import"}, Title: "Identity desk",
		Purpose: "Here you say what oddly named parts really are.",
		Do:      []string{"Take the group with the most parts first.", "Test a rule: you see what it would change before you keep it.", "A rule holds for every release, and can be undone."},
		Terms:   []string{"name-rule", "not-checkable", "purl"}, Why: []Reason{mitreNames},
	},
	{
		Paths: []string{"/names/test", "/names/why/{component}"}, Title: "Why matched, why not",
		Purpose: "Each step by which a part was looked up, and what came of it.",
		Do:      []string{"Read from the top: the first step that finds something counts.", "Where nothing was found, a name rule may help."},
		Terms:   []string{"name-rule", "purl", "cannot-tell"}, Why: []Reason{mitreNames},
	},
	{
		Paths: []string{"/intelligence"}, Title: "Intelligence",
		Purpose: "What is known of weaknesses, from which sources, and how old it is.",
		Do:      []string{"Look at the dates: old data gives old answers.", "Fetch it anew, or bring a file from a machine that has a network."},
		Terms:   []string{"bundle", "stale", "nvd", "kev", "epss"}, Why: []Reason{fdaPlan, law524B},
	},
	{
		Paths: []string{"/intelligence/bundles/{swap}"}, Title: "What new data changed",
		Purpose: "What the newest data opened and closed, and in which of your releases.",
		Do:      []string{"Look at what was opened first.", "Closed ones are listed too, so that nothing vanishes unseen."},
		Terms:   []string{"bundle", "finding"}, Why: []Reason{fdaVersions},
	},
	{
		Paths: []string{"/jobs"}, Title: "Jobs",
		Purpose: "What the program is doing in the background, and what failed.",
		Do:      []string{"Try a failed one again, or set it aside.", "One that waits for long may want more room or memory."},
		Terms:   []string{"job"},
	},
	{
		Paths: []string{"/system"}, Title: "System",
		Purpose: "How this server is: its version, its data, its last backup.",
		Do:      []string{"See whether a backup was made, and when.", "On the server, aceso doctor finds what is wrong and says what to do."},
		Terms:   []string{"log", "bundle", "checkpoint"},
	},
	{
		Paths: []string{"/horizon"}, Title: "End of support",
		Purpose: "Which parts lose support before the devices that hold them.",
		Do:      []string{"Begin with what has ended and has no plan.", "Open a part to plan its replacement, or to say by whom it is supported longer.", "Give each release its own last day: without one, nobody can tell."},
		Terms:   []string{"end-of-support", "support-level", "replacement-plan"}, Why: []Reason{fdaEscrow, fdaSupport},
	},
	{
		Paths: []string{"/trends"}, Title: "Trends",
		Purpose: "How findings and parts stood over time, and where the risk sits.",
		Do:      []string{"Read the sentence above each chart; its table is one step below.", "Choose a product or a time to look closer."},
		Terms:   []string{"finding", "not-checkable", "exploited", "epss"}, Why: []Reason{fdaPlan},
	},
	{
		Paths: []string{"/cases"}, Title: "Cases",
		Purpose: "What people told you about your devices, and how far each is.",
		Do:      []string{"Open a case to answer, to weigh it, and to see its clocks.", "Enter what came by phone or letter, in the words in which it was told."},
		Terms:   []string{"finding"}, Why: []Reason{law524B},
	},
	{
		Paths: []string{"/cases/new", "/cases/{id}/edit"}, Title: "A case's form",
		Purpose: "Keeps what was told, by whom, and about which device.",
		Do:      []string{"Say when you learned of it: the clocks count from then.", "Write nothing that names a patient."},
		Terms:   []string{"udi"}, Why: []Reason{law524B},
	},
	{
		Paths: []string{"/cases/{id}"}, Title: "A case",
		Purpose: "All that was said of one thing, what has to be done by when, and who has it.",
		Do:      []string{"Take the next step with the first button.", "Write to the reporter, or keep a note inside: they never see it.", "Start a clock when a law asks for something within a time."},
		Terms:   []string{"finding", "udi"}, Why: []Reason{law524B, part11},
	},
	{
		Paths: []string{"/clocks"}, Title: "Clocks",
		Purpose: "Every deadline, the next one first.",
		Do:      []string{"Open the case that a clock is for.", "Say there what shows that it was done."},
		Terms:   []string{"finding"}, Why: []Reason{law524B},
	},
	{
		Paths: []string{"/front"}, Title: "Page for strangers",
		Purpose: "Where people tell you of a weakness without an account, and what you promise them.",
		Do:      []string{"Fill in whose page it is, and open it.", "Save it again before security.txt ends."},
		Terms:   []string{"cve"}, Why: []Reason{law524B},
	},
	{
		Paths: []string{"/deeds", "/deeds/{id}"}, Title: "Activity",
		Purpose: "What was done to many records or to one, and can still be taken back.",
		Do:      []string{"Take an act back within a day. What others changed since stays, and is named."},
		Terms:   []string{"finding", "log"}, Why: []Reason{part11},
	},
	{
		Paths: []string{"/log"}, Title: "Log",
		Purpose: "Who did what, and when. Nothing in it can be changed unseen.",
		Do:      []string{"Look for a record or a person.", "Verify the whole log, or save it so that others can do so without you."},
		Terms:   []string{"log", "checkpoint"}, Why: []Reason{part11},
	},
	{
		Paths: []string{"/people", "/people/{id}"}, Title: "People",
		Purpose: "Who works here, and what each may do.",
		Do:      []string{"Invite somebody: you get a link to hand to them.", "Give only the roles that the work needs.", "End it on the day that somebody leaves."},
		Terms:   []string{"role", "single-sign-on", "organisation"}, Why: []Reason{cpgAccess},
	},
	{
		Paths: []string{"/settings"}, Title: "Settings",
		Purpose: "The name, time zone and contact of your organisation.",
		Do:      []string{"The name stands on every page, export and print: keep it as on the label.", "Name a contact, so that people know whom to ask about their accounts."},
		Terms:   []string{"organisation"},
	},
	{
		Paths: []string{"/settings/sign-in"}, Title: "Signing in",
		Purpose: "What your organisation asks of who signs in, and how long a session lasts.",
		Do:      []string{"Look first who has no second factor yet.", "Require one from a day on, so that people can set it up before.", "Let sessions end sooner where many people use one screen."},
		Terms:   []string{"second-factor", "session", "role"}, Why: []Reason{cpgFactor, cpgAccess},
	},
	{
		Paths: []string{"/settings/single-sign-on"}, Title: "Single sign-on for all",
		Purpose: "How people come in with their account at work, and what their groups give them here.",
		Do:      []string{"Ask the provider whether it answers, before people have to find out.", "Register the return address there, letter for letter."},
		Terms:   []string{"single-sign-on", "role"}, Why: []Reason{cpgAccess},
	},
	{
		Paths: []string{"/settings/sessions"}, Title: "Sessions",
		Purpose: "Who is signed in to your organisation, from where, and since when.",
		Do:      []string{"End one that nobody can explain: it is out at its next step."},
		Terms:   []string{"session"}, Why: []Reason{cpgAccess},
	},
	{
		Paths: []string{"/settings/configuration"}, Title: "Configuration",
		Purpose: "Every setting of the server that is in force, and where it comes from.",
		Do:      []string{"Change one in the file or the environment, and start the server again.", "What is secret is not shown."},
		Terms:   []string{"bundle"},
	},
	{
		Paths: []string{"/tokens"}, Title: "API tokens",
		Purpose: "Lets programs in, such as your build: each with its own token.",
		Do:      []string{"Make one for each purpose, with no more rights than it needs.", "Copy it at once: it is shown only once.", "Revoke one that may have leaked."},
		Terms:   []string{"token", "role"}, Why: []Reason{cpgAccess},
	},
	{
		Paths: []string{"/sso"}, Title: "Single sign-on",
		Purpose: "Joins your account here with the one you have at work.",
		Do:      []string{"Press the button, sign in there, and come back.", "Your password here stays good."},
		Terms:   []string{"single-sign-on"}, Why: []Reason{cpgFactor},
	},
	{
		Paths: []string{"/keys"}, Title: "Keys",
		Purpose: "Which key does what, and how to change that.",
		Do:      []string{"Choose another key for what you do often.", "Switch single keys off when they get in the way."},
	},
	{
		Paths: []string{"/drafts"}, Title: "Drafts",
		Purpose: "What you typed into a form and have not sent.",
		Do:      []string{"Open one: the form is there as you left it.", "Send it, or throw it away."},
		Terms:   []string{"draft"},
	},
	{
		Paths: []string{"/hats"}, Title: "Hats",
		Purpose: "Shows the demonstration with the eyes of somebody else.",
		Do:      []string{"Choose a person. You can change at any time."},
		Terms:   []string{"demonstration", "maker"},
	},
	{
		Paths: []string{"/sign-in"}, Title: "Sign in",
		Purpose: "Lets you in with your address and your password, or with your account at work.",
		Do:      []string{"No account, or the password is lost? An administrator of yours can make a link for you.", "After too many wrong tries, wait a little."},
		Terms:   []string{"single-sign-on", "organisation"}, Why: []Reason{cpgAccess},
	},
	{
		Paths: []string{"/sign-in/second", "/prove"}, Title: "Show that it is you",
		Purpose: "Asks once more who you are, before something that matters.",
		Do:      []string{"Use your passkey, or enter the code that your app shows.", "Phone not at hand? Use one of your recovery codes."},
		Terms:   []string{"second-factor", "passkey", "recovery-code"}, Why: []Reason{cpgFactor},
	},
	{
		Paths: []string{"/account"}, Title: "Your account",
		Purpose: "Your name and how times are shown to you.",
		Do:      []string{"Keep your name true: it stands beside all that you do."},
		Terms:   []string{"role", "log"},
	},
	{
		Paths: []string{"/account/sign-in", "/account/app", "/account/codes", "/sign-in/set-up"}, Title: "How you sign in",
		Purpose: "Your password, and what you show besides it.",
		Do:      []string{"Set up a passkey, or an app that shows codes.", "Keep your recovery codes on paper, away from the phone."},
		Terms:   []string{"second-factor", "passkey", "recovery-code", "single-sign-on"}, Why: []Reason{cpgFactor},
	},
	{
		Paths: []string{"/account/sessions"}, Title: "Your sessions",
		Purpose: "Where you are signed in, and since when.",
		Do:      []string{"End any that you don't know. Then choose another password."},
		Terms:   []string{"session"}, Why: []Reason{cpgAccess},
	},
	{
		Paths: []string{"/set-up"}, Title: "Set up",
		Purpose: "Makes the first organisation and the account of who looks after it.",
		Do:      []string{"Say whether you make devices or run them.", "Choose a long password: a few words that don't belong together."},
		Terms:   []string{"organisation", "maker"},
	},
	{
		Paths: []string{"/join", "/welcome"}, Title: "Come in",
		Purpose: "Lets you in by a link that somebody gave you.",
		Do:      []string{"The link is good once. Ask for a new one when it is spent."},
		Terms:   []string{"role"},
	},
	{
		Paths: []string{"/shared"}, Title: "A shared list",
		Purpose: "A parts list that somebody gave to you by this link.",
		Do:      []string{"Fetch the file. Each download is noted for who shared it.", "When the link has ended, ask them for a new one."},
		Terms:   []string{"sbom", "share", "cyclonedx"}, Why: []Reason{fdaLabelling, hicpReview},
	},
	{
		Paths: []string{"/help", "/glossary"}, Title: "Help and words",
		Purpose: "What each page is for, and what the words mean.",
		Do:      []string{"Take the tour: it shows the main pages in a minute and a half.", "Press Help on any page for what belongs to it."},
	},
	{
		Paths: []string{"/about", "/accessibility", "/docs"}, Title: "About Aceso",
		Purpose: "What the program is, how it can be used by everybody, and how other programs talk to it.",
		Do:      []string{"For the REST API make a token first."},
		Terms:   []string{"token"},
	},
}
