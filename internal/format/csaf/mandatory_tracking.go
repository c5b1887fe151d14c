package csaf

// The mandatory tests about versions and the revision history.

const trackingVersion = "/document/tracking/version"

func (v *view) status() string      { return v.tracking.str("status") }
func (v *view) version() docVersion { return readVersion(v.tracking.str("version")) }

// released tells whether the document is for use: interim or final.
func (v *view) released() bool { return v.status() == "final" || v.status() == "interim" }

// unsortedHistory: sorted by date, the numbers rise (6.1.14).
func unsortedHistory(v *view, ps *problems) {
	all := v.history()
	for i := 1; i < len(all); i++ {
		if all[i-1].version.compare(all[i].version) > 0 {
			ps.add(all[i].path+"/number", "revision %s is dated after %s", all[i].version.text, all[i-1].version.text)
		}
	}
}

// notLatestVersion: the document's version is the newest revision's (6.1.16).
func notLatestVersion(v *view, ps *problems) {
	all, version := v.history(), v.version()
	if len(all) == 0 || !version.readable {
		return
	}
	latest := all[len(all)-1].version
	if v.status() == "draft" {
		latest.pre, version.pre = "", ""
	}
	if latest.integer != version.integer || latest.compare(version) != 0 {
		ps.add(trackingVersion, "the document's version is %s, the newest revision's %s", version.text, latest.text)
	}
}

// shouldBeDraft: version 0, 0.y.z and pre-releases are drafts (6.1.17).
func shouldBeDraft(v *view, ps *problems) {
	version := v.version()
	if version.readable && (version.numbers[0] == "0" || version.pre != "") && v.status() != "draft" {
		ps.add("/document/tracking/status", "version %s is a draft's, and the status is %s", version.text, shorten(v.status()))
	}
}

// draftsInHistory: a released document's history begins with version 1 (6.1.18).
func draftsInHistory(v *view, ps *problems) {
	if !v.released() {
		return
	}
	for _, r := range v.history() {
		if r.version.numbers[0] == "0" {
			ps.add(r.path+"/number", "the document is %s, and its history holds the draft %s", v.status(), r.version.text)
		}
	}
}

// preReleasesInHistory: no revision is a pre-release (6.1.19).
func preReleasesInHistory(v *view, ps *problems) {
	for _, r := range v.history() {
		if r.version.pre != "" {
			ps.add(r.path+"/number", "revision %s is a pre-release", r.version.text)
		}
	}
}

// preReleaseNotDraft: a released document's version is no pre-release (6.1.20).
func preReleaseNotDraft(v *view, ps *problems) {
	if version := v.version(); v.released() && version.pre != "" {
		ps.add(trackingVersion, "the document is %s, and its version %s a pre-release", v.status(), version.text)
	}
}

// gapInHistory: numbers begin with 0 or 1 and leave none out (6.1.21).
func gapInHistory(v *view, ps *problems) {
	all := v.history()
	for i, r := range all {
		major := r.version.major()
		if i == 0 {
			if major != 0 && major != 1 {
				ps.add(r.path+"/number", "the first revision is %s; it should be 0 or 1", r.version.text)
			}
			continue
		}
		if before := all[i-1].version.major(); major > before+1 || major < 0 {
			ps.add(r.path+"/number", "revision %s follows %s: one is missing", r.version.text, all[i-1].version.text)
		}
	}
}

// doubleRevision: each number is there once (6.1.22).
func doubleRevision(v *view, ps *problems) {
	seen := map[string]bool{}
	items := v.tracking.list("revision_history")
	for i := range items {
		number := items[i].str("number")
		if seen[number] && number != "" {
			ps.add(index("/document/tracking/revision_history", i)+"/number", "the history has revision %s already", shorten(number))
		}
		seen[number] = true
	}
}

// mixedVersioning: versions are whole numbers throughout, or semantic ones (6.1.30).
func mixedVersioning(v *view, ps *problems) {
	version := v.version()
	for _, r := range v.history() {
		if version.readable && r.version.integer != version.integer {
			ps.add(r.path+"/number", "revision %s is numbered in another way than version %s", r.version.text, version.text)
		}
	}
}
