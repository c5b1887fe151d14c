package support

import (
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
	"aceso/internal/value/ident"
)

// A Listed is a name under which end-of-life data may speak of a component.
type Listed struct {
	Product string // as endoflife.date calls it: openssl, debian
	Version string // of that product
	How     string // how the component came by the name
}

// cpeProducts are the names, in end-of-life data, of platform names that differ.
var cpeProducts = map[string]string{
	"linux:linux_kernel": "linux-kernel", "debian:debian_linux": "debian", "canonical:ubuntu_linux": "ubuntu", "alpinelinux:alpine_linux": "alpine-linux",
	"redhat:enterprise_linux": "rhel", "nodejs:node.js": "nodejs", "djangoproject:django": "django", "apache:tomcat": "tomcat", "apache:log4j": "log4j",
	"apache:http_server": "apache-http-server", "apache:kafka": "apache-kafka", "apache:activemq": "apache-activemq", "vmware:spring_framework": "spring-framework",
	"vmware:spring_boot": "spring-boot", "vmware:rabbitmq": "rabbitmq", "f5:nginx": "nginx", "oracle:mysql": "mysql", "microsoft:.net": "dotnet",
	"microsoft:.net_core": "dotnet", "microsoft:.net_framework": "dotnetfx", "golang:go": "go", "ruby-lang:ruby": "ruby", "erlang:erlang\\/otp": "erlang",
	"yoctoproject:yocto": "yocto", "postgresql:postgresql": "postgresql", "ros:robot_operating_system": "ros-2", "electronjs:electron": "electron",
}

// packageProducts are the same for packages of an ecosystem: only names of
// which it is known that both mean one thing.
var packageProducts = map[string]string{
	"pypi/django": "django", "pypi/ansible-core": "ansible-core", "npm/@angular/core": "angular", "npm/angular": "angularjs", "npm/react": "react", "npm/vue": "vue",
	"npm/electron": "electron", "npm/next": "nextjs", "npm/jquery": "jquery", "npm/bootstrap": "bootstrap", "npm/express": "express",
	"maven/org.springframework.boot/spring-boot": "spring-boot", "maven/org.springframework/spring-core": "spring-framework", "maven/org.apache.logging.log4j/log4j-core": "log4j",
	"maven/org.hibernate.orm/hibernate-core": "hibernate-orm", "golang/stdlib": "go", "gem/rails": "ruby-on-rails", "composer/laravel/framework": "laravel", "composer/symfony/symfony": "symfony",
}

// distros are the names of distributions in end-of-life data, by OSV ecosystem.
var distros = map[string]string{
	"Debian": "debian", "Ubuntu": "ubuntu", "Alpine": "alpine-linux", "AlmaLinux": "almalinux", "Rocky Linux": "rocky-linux", "Red Hat": "rhel", "openSUSE": "opensuse", "SUSE": "sles",
}

// Names returns under which names end-of-life data may speak of a component.
// A bare name without package URL or CPE gives none: too many things share one.
func Names(c *sbom.Component, rules []match.Alias) []Listed {
	var out []Listed
	add := func(product, version, how string) {
		if product != "" && version != "" && !slices.ContainsFunc(out, func(l Listed) bool { return l.Product == product }) {
			out = append(out, Listed{product, version, how})
		}
	}
	p, err := ident.ParsePURL(c.PURL)
	isPackage := c.PURL != "" && err == nil
	if packaged := isPackage && slices.Contains([]string{"deb", "rpm", "apk"}, p.Type); c.Distro != "" && (packaged || c.Kind == "operating-system") {
		ecosystem, rest, _ := strings.Cut(c.Distro, ":")
		release, _, _ := strings.Cut(rest, ":")
		add(distros[ecosystem], strings.TrimPrefix(release, "v"), "it is supported as long as its distribution, "+c.Distro)
		return out
	}
	if isPackage {
		name := p.Type + "/" + strings.TrimPrefix(p.Namespace+"/"+p.Name, "/")
		add(packageProducts[name], c.Version, "by its package URL")
		if p.Type == "generic" && p.Namespace == "" {
			add(slug(p.Name), c.Version, "by its package URL")
		}
	}
	for _, text := range c.CPEs {
		add(ofCPE(text), c.Version, "by its CPE")
	}
	for i := range rules {
		if r := &rules[i]; r.CPE != "" && r.Undone.IsZero() && r.Fits(c.Name, c.FullName()) {
			add(ofCPE(r.CPE), c.Version, "by the name rule for "+r.Name)
		}
	}
	return out
}

// ofCPE returns the product of a platform name: one that is known to be called
// otherwise, or one whose vendor bears the product's name.
func ofCPE(text string) string {
	p, err := ident.ParseCPE(text)
	if err != nil {
		return ""
	}
	if known := cpeProducts[p.Vendor+":"+p.Product]; known != "" {
		return known
	}
	if p.Vendor == p.Product || p.Vendor == p.Product+"_project" {
		return slug(p.Product)
	}
	return ""
}

func slug(name string) string {
	return strings.NewReplacer("_", "-", " ", "-", "\\", "").Replace(strings.ToLower(name))
}

// OfCycle returns what end-of-life data says of a version, and false when it
// names no release cycle that the version belongs to.
func OfCycle(of Subject, name Listed, cycles []vuln.Support, asOf time.Time, now time.Time) (Statement, bool) {
	c, ok := cycleOf(cycles, name.Version)
	if !ok {
		return Statement{}, false
	}
	today := now.UTC().Format(time.DateOnly)
	s := Statement{Subject: of, Source: Intelligence, From: c.Product + " " + c.Cycle, Reason: name.How, At: asOf, End: ReadDay(c.EndOfLife), Evidence: "https://endoflife.date/" + c.Product}
	switch {
	case c.EndOfLife == "true", s.End != "" && s.End < today:
		s.Level = Unmaintained
	case past(c.Maintained, today):
		s.Level = Limited
	case s.End != "", c.EndOfLife == "false":
		s.Level = Maintained
	default:
		return Statement{}, false
	}
	if day := ReadDay(c.Extended); day != "" && day > s.End {
		s.Reason += "; support can be extended until " + day
	}
	return s, true
}

// past tells whether a date, or yes, of end-of-life data lies behind.
func past(word, today string) bool {
	return word == "true" || ReadDay(word) != "" && ReadDay(word) < today
}

// cycleOf finds the release cycle of a version: the longest whose name the
// version begins with.
func cycleOf(cycles []vuln.Support, version string) (vuln.Support, bool) {
	version = strings.ToLower(strings.TrimPrefix(version, "v"))
	best, found := vuln.Support{}, false
	for _, c := range cycles {
		name := strings.ToLower(c.Cycle)
		rest, begins := strings.CutPrefix(version, name)
		if name == "" || !begins || rest != "" && !strings.ContainsAny(rest[:1], ".-+_~") {
			continue
		}
		if !found || len(name) > len(best.Cycle) {
			best, found = c, true
		}
	}
	return best, found
}
