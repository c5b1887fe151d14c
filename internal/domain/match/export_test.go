package match

// SourceNames are the names under which statements on a distribution's package stand.
func SourceNames(ecosystem, binary string) []string {
	if source := knownSource(ecosystem, binary); source != "" && source != binary {
		return []string{binary, source}
	}
	return []string{binary}
}
