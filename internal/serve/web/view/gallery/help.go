package gallery

import (
	"aceso/internal/serve/web/view/help"
	"aceso/internal/serve/web/view/product"
	"aceso/internal/serve/web/view/ui"
)

// onTour is the list of products as the second stop of the tour.
func onTour(f ui.Frame) product.List {
	p := products(f)
	stop := help.Stops[1]
	p.Tour = &ui.Tour{At: 2, Of: len(help.Stops), Title: stop.Title, Text: stop.Text, Back: "/tour/today", Next: "/tour/release", NextTitle: help.Stops[2].Title, End: "/products"}
	return p
}
