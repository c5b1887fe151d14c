package version

import (
	"strconv"
	"strings"

	"aceso/internal/value/fault"
)

// FromNative turns a range in the words of its package manager into a VERS.
// Alternatives and conditions become one list, as VERS has it.
func FromNative(scheme, text string) (VERS, error) {
	if len(text) > maxVERS {
		return VERS{}, fault.New(fault.Invalid, "a version range of %d bytes is longer than %d", len(text), maxVERS)
	}
	read, ok := natives[scheme]
	if !ok {
		return VERS{}, fault.New(fault.Invalid, "the ranges of %s can't be read", scheme)
	}
	v := VERS{Scheme: scheme}
	var err error
	if v.Constraints, err = read(strings.TrimSpace(text)); err != nil {
		return VERS{}, fault.New(fault.Invalid, "%.100q is no range of %s: %v", text, scheme, err)
	}
	if len(v.Constraints) > maxConstraints {
		return VERS{}, fault.New(fault.Invalid, "a version range of more than %d constraints", maxConstraints)
	}
	for _, c := range v.Constraints {
		if c.Op == "*" {
			v.Constraints = []Constraint{c}
			break
		}
	}
	return v, v.sort()
}

var natives = map[string]func(string) ([]Constraint, error){
	"conan": conanRange, "gem": gemRange, "maven": intervals, "nginx": nginxRange, "npm": npmRange,
	"nuget": nugetRange, "openssl": listOf, "pypi": pypiRange,
}

// operator parts an operator from what it stands before. "==" is "=".
func operator(text string) (op, rest string) {
	text = strings.TrimSpace(text)
	for _, o := range [...]string{"===", "~>", "~=", "==", ">=", "<=", "!=", ">", "<", "=", "~", "^"} {
		if rest, ok := strings.CutPrefix(text, o); ok {
			if o == "==" || o == "===" {
				o = "="
			}
			return o, strings.TrimSpace(rest)
		}
	}
	return "", text
}

// conditions splits ">= 1.0 <2.0" into ">=1.0" and "<2.0".
func conditions(text string) []string {
	var found []string
	open := false // an operator waits for its version
	for _, word := range strings.Fields(text) {
		if open {
			found[len(found)-1] += word
		} else {
			found = append(found, word)
		}
		_, rest := operator(found[len(found)-1])
		open = rest == ""
	}
	return found
}

// bump returns the first numbers of a dotted version with the last of them one higher.
func bump(version string, keep int) (string, error) {
	parts := strings.Split(version, ".")
	parts = parts[:min(max(keep, 1), len(parts))]
	last := len(parts) - 1
	n, err := strconv.ParseUint(run(parts[last], isDigit), 10, 63)
	if err != nil {
		return "", fault.New(fault.Invalid, "%q has no number to count up", version)
	}
	parts[last] = strconv.FormatUint(n+1, 10)
	return strings.Join(parts, "."), nil
}

// conanRange reads "~2.5", "^1.2", ">1 <2.0 || ^3.2" (Conan, "Version ranges"). The
// hyphen that lets prereleases in is no part of a bound below.
func conanRange(text string) ([]Constraint, error) {
	text, _, _ = strings.Cut(text, ",")
	var found []Constraint
	for alternative := range strings.SplitSeq(text, "||") {
		for _, condition := range conditions(alternative) {
			op, version := operator(condition)
			version = strings.TrimSuffix(version, "-")
			if version == "*" || version == "" {
				found = append(found, Constraint{">=", "0.0.0"})
				continue
			}
			if op != "~" && op != "^" {
				found = append(found, Constraint{orEqual(op), version})
				continue
			}
			keep := 2
			if op == "^" {
				keep = significant(version)
			}
			upper, err := bump(version, keep)
			if err != nil {
				return nil, err
			}
			found = append(found, Constraint{">=", version}, Constraint{"<", upper + "-"})
		}
	}
	return found, nil
}

func orEqual(op string) string {
	if op == "" {
		return "="
	}
	return op
}

// significant counts the numbers up to the first that is not zero.
func significant(version string) int {
	parts := strings.Split(version, ".")
	for i, p := range parts {
		if strings.Trim(p, "0") != "" {
			return i + 1
		}
	}
	return len(parts)
}

// gemRange reads "~>2.0.8" and comma-separated conditions.
func gemRange(text string) ([]Constraint, error) {
	var found []Constraint
	for condition := range strings.SplitSeq(text, ",") {
		op, version := operator(condition)
		if op != "~>" {
			found = append(found, Constraint{orEqual(op), version})
			continue
		}
		upper, err := bump(version, strings.Count(version, "."))
		if err != nil {
			return nil, err
		}
		found = append(found, Constraint{">=", version}, Constraint{"<", upper})
	}
	return found, checked(found)
}

// pypiRange reads comma-separated specifiers (PEP 440, "Version specifiers").
func pypiRange(text string) ([]Constraint, error) {
	var found []Constraint
	for condition := range strings.SplitSeq(text, ",") {
		op, version := operator(condition)
		stem, wild := strings.CutSuffix(version, ".*")
		switch {
		case op == "~=", op == "=" && wild:
			keep := strings.Count(stem, ".") + 1
			if op == "~=" {
				keep--
			}
			upper, err := bump(stem, keep)
			if err != nil {
				return nil, err
			}
			found = append(found, Constraint{">=", stem}, Constraint{"<", upper})
		case wild || op == "~" || op == "^" || op == "~>":
			return nil, fault.New(fault.Invalid, "%q is no specifier", condition)
		default:
			found = append(found, Constraint{orEqual(op), version})
		}
	}
	return found, checked(found)
}

// nginxRange reads the versions of nginx's advisories: "1.5.0+" reaches to the
// end of a stable branch, whose second number is even, and of a mainline has
// no end; "0.7.52-0.8.39" is from the one to the other.
func nginxRange(text string) ([]Constraint, error) {
	var found []Constraint
	for one := range strings.SplitSeq(text, ",") {
		one = strings.TrimSpace(one)
		from, to, between := strings.Cut(one, "-")
		version, on := strings.CutSuffix(one, "+")
		switch {
		case one == "all":
			found = append(found, Constraint{Op: "*"})
		case between:
			found = append(found, Constraint{">=", strings.TrimSpace(from)}, Constraint{"<=", strings.TrimSpace(to)})
		case !on:
			found = append(found, Constraint{"=", one})
		default:
			found = append(found, Constraint{">=", version})
			parts := strings.Split(version, ".")
			if len(parts) < 2 || parts[1] == "" {
				return nil, fault.New(fault.Invalid, "%q has no branch", one)
			}
			if last := parts[1][len(parts[1])-1]; isDigit(last) && (last-'0')%2 == 0 {
				upper, err := bump(version, 2)
				if err != nil {
					return nil, err
				}
				found = append(found, Constraint{"<", upper + ".0"})
			}
		}
	}
	return found, checked(found)
}

// listOf reads "3.0.0, 1.0.1b".
func listOf(text string) ([]Constraint, error) {
	var found []Constraint
	for one := range strings.SplitSeq(text, ",") {
		found = append(found, Constraint{"=", strings.TrimSpace(one)})
	}
	return found, checked(found)
}

// nugetRange reads intervals; a bare version is the least one (NuGet, "Package versioning").
func nugetRange(text string) ([]Constraint, error) {
	if text != "" && isDigit(text[0]) {
		return []Constraint{{">=", text}}, checked([]Constraint{{">=", text}})
	}
	return intervals(text)
}

// intervals reads "[1.0,2.0)", "(,1.0]", "[1.0]" and lists of them.
func intervals(text string) ([]Constraint, error) {
	var found []Constraint
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimLeft(text, ", ") {
		end := strings.IndexAny(text, ")]")
		if text[0] != '[' && text[0] != '(' || end < 0 {
			if strings.ContainsAny(text, "[]()") || len(found) > 0 {
				return nil, fault.New(fault.Invalid, "%q is no interval", text)
			}
			return []Constraint{{"=", text}}, checked([]Constraint{{"=", text}})
		}
		from, to, pair := strings.Cut(text[1:end], ",")
		from, to = strings.TrimSpace(from), strings.TrimSpace(to)
		switch {
		case !pair:
			found = append(found, Constraint{"=", from})
		case from == "" && to == "":
			found = append(found, Constraint{Op: "*"})
		}
		if pair && from != "" {
			found = append(found, Constraint{map[byte]string{'[': ">=", '(': ">"}[text[0]], from})
		}
		if pair && to != "" {
			found = append(found, Constraint{map[byte]string{']': "<=", ')': "<"}[text[end]], to})
		}
		text = text[end+1:]
	}
	return found, checked(found)
}

// checked refuses a list without a version, or with what is none.
func checked(found []Constraint) error {
	if len(found) == 0 {
		return fault.New(fault.Invalid, "it names no version")
	}
	for _, c := range found {
		if c.Op != "*" && !placeable(c.Version) {
			return fault.New(fault.Invalid, "%q is no version", c.Version)
		}
	}
	return nil
}
