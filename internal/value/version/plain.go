package version

// maxPlain is how many numbers a plain version holds at most.
const maxPlain = 6

// A plain version is numbers with dots between them, by far the most usual
// form. Every order that is read by the library compares these as numbers, so
// they are compared here without it.
type plain struct {
	n       uint8 // how many numbers; 0: not plain
	build   uint32
	numbers [maxPlain]uint32
}

// readPlain reads "1.2.3" and, where the order has builds, "1.2.3-r4", with at
// most that many numbers.
func readPlain(text string, most int, builds bool) plain {
	var p plain
	for at := 0; ; at++ {
		value, next, ok := number(text, at)
		if !ok || int(p.n) == most {
			return plain{}
		}
		p.numbers[p.n] = value
		p.n++
		if at = next; at == len(text) {
			return p
		}
		if builds && text[at] == '-' && at+2 < len(text) && text[at+1] == 'r' {
			if p.build, next, ok = number(text, at+2); ok && next == len(text) {
				return p
			}
			return plain{}
		}
		if text[at] != '.' {
			return plain{}
		}
	}
}

// number reads the digits at a place: at least one, no leading zero, and no
// more than fit.
func number(text string, at int) (value uint32, next int, ok bool) {
	next = at
	for next < len(text) && text[next] >= '0' && text[next] <= '9' {
		value = value*10 + uint32(text[next]-'0')
		next++
	}
	length := next - at
	return value, next, length > 0 && length < 10 && (length == 1 || text[at] != '0')
}

// compare orders two plain versions. Where the order pads, missing numbers
// are zeros; else the longer of two alike is the later.
func (p plain) compare(q plain, padded bool) int {
	for i := range p.numbers {
		if p.numbers[i] != q.numbers[i] {
			if p.numbers[i] < q.numbers[i] {
				return -1
			}
			return 1
		}
	}
	if !padded && p.n != q.n {
		return sign(int(p.n) - int(q.n))
	}
	if p.build != q.build {
		if p.build < q.build {
			return -1
		}
		return 1
	}
	return 0
}
