package account

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Seconds says a wait in words, rounded up: nobody is told to come too early.
func Seconds(d time.Duration) string {
	switch n := int(math.Ceil(d.Seconds())); {
	case n <= 1:
		return "1 second"
	case n < 120:
		return strconv.Itoa(n) + " seconds"
	default:
		return strconv.Itoa((n+59)/60) + " minutes"
	}
}

// browsers and systems are what a User-Agent header is searched for, the more
// telling first: most claim to be several.
var (
	browsers = [][2]string{{"Edg/", "Edge"}, {"EdgA/", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"HeadlessChrome/", "Chrome"}, {"Chromium/", "Chromium"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}}
	systems  = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Macintosh", "macOS"}, {"Linux", "Linux"}}
)

// Device says in words what a browser called itself: "Firefox on Windows". It
// is a claim, good for telling one's own sessions apart and for nothing else.
func Device(agent string) string {
	find := func(in [][2]string) string {
		for _, p := range in {
			if strings.Contains(agent, p[0]) {
				return p[1]
			}
		}
		return ""
	}
	browser, system := find(browsers), find(systems)
	switch {
	case browser == "" && system == "":
		return "A browser of an unknown kind"
	case browser == "":
		return "A browser on " + system
	case system == "":
		return browser
	}
	return browser + " on " + system
}
