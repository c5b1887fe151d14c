package feed

import (
	"context"
	"runtime"
	"sync"
)

// ordered runs work on everything that produce yields, on all cores, and
// hands the results to consume one by one in the order in which they were
// yielded, so that the same input always makes the same bundle. The first
// error ends it.
func ordered[T, R any](ctx context.Context, produce func(yield func(T) error) error, work func(T) R, consume func(R) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	type job struct {
		in  T
		out chan R
	}
	workers := runtime.GOMAXPROCS(0)
	todo, queue := make(chan job, workers), make(chan job, 2*workers)
	var wg sync.WaitGroup
	defer wg.Wait()
	for range workers {
		wg.Go(func() {
			for j := range todo {
				j.out <- work(j.in)
			}
		})
	}
	var failed error
	wg.Go(func() {
		defer close(queue)
		defer close(todo)
		failed = produce(func(in T) error {
			j := job{in, make(chan R, 1)}
			select {
			case queue <- j:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
			todo <- j
			return nil
		})
	})
	for j := range queue {
		if err := consume(<-j.out); err != nil {
			cancel(err)
			for range queue { // let the producer see that nobody listens
			}
			return err
		}
	}
	return failed
}
