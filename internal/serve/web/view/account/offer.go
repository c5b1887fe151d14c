package account

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// An Offer is the secret of an app that is to be set up, as it is shown.
type Offer struct {
	Size   int    // of the picture, in modules
	Drawn  string // its dark modules, as the path of an SVG
	Secret string // for typing, in groups
	Sealed string // for the way back
}

// quiet is the margin around the picture (ISO/IEC 18004, 5.3.8).
const quiet = 4

// NewOffer draws the address that an app reads.
func NewOffer(address, secret, sealed string) (Offer, error) {
	code, err := qr.Encode(address, qr.M, qr.Auto)
	if err != nil {
		return Offer{}, fmt.Errorf("draw the picture for an app: %w", err)
	}
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			from := x
			for x < size && dark(code.At(x, y).RGBA()) {
				x++
			}
			if n := strconv.Itoa(x - from); x > from {
				path.WriteString("M" + strconv.Itoa(from+quiet) + " " + strconv.Itoa(y+quiet) + "h" + n + "v1h-" + n + "z")
			}
		}
	}
	var groups []string
	for i := 0; i < len(secret); i += 4 {
		groups = append(groups, secret[i:min(i+4, len(secret))])
	}
	return Offer{Size: size + 2*quiet, Drawn: path.String(), Secret: strings.Join(groups, " "), Sealed: sealed}, nil
}

func dark(r, _, _, _ uint32) bool { return r < 0x8000 }
