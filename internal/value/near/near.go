// Package near finds the word that somebody may have meant.
package near

// Word returns the word that differs least from what was written, the first of
// several alike; "" when none is like it.
func Word(written string, words ...string) string {
	best, least := "", len(written)/3+2
	for _, w := range words {
		if d := Distance(written, w); d < least {
			best, least = w, d
		}
	}
	return best
}

// Distance counts the bytes to add, drop or change that make one word of another.
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
