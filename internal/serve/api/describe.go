package api

import (
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// The description of the REST API: what each operation may refuse, and what
// every change takes besides its own.

// repeatKey is the header with which a change is done once, however often it is sent.
var repeatKey = &huma.Param{
	Name: "Idempotency-Key", In: "header", Example: "6f0c1a52-6d1e-4f0e-9f55-3d1b7c1c8a90", Schema: &huma.Schema{Type: "string", MaxLength: ptr(255)},
	Description: "A random text of your own. The same request under the same key is done once: each repetition gets the first answer, with Idempotency-Replayed: true, for a week. Another request under the key is refused with 422.",
}

// pathID describes the id in the path of an operation that huma does not read.
var pathID = &huma.Param{Name: "id", In: "path", Required: true, Description: "id of the record", Schema: &huma.Schema{Type: "string"}}

func ptr[T any](v T) *T { return &v }

// refusals are the statuses of an operation that does not do what it is asked.
func refusals(method, path string) []int {
	out := []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusInternalServerError}
	if strings.Contains(path, "{") {
		out = append(out, http.StatusNotFound)
	}
	if method != http.MethodGet {
		out = append(out, http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusInsufficientStorage)
	}
	if method == http.MethodPatch {
		out = append(out, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	return out
}

// parameters are those that an operation takes besides its own.
func parameters(method string) []*huma.Param {
	if method == http.MethodGet {
		return nil
	}
	return []*huma.Param{repeatKey}
}

// byHand adds an operation that huma does not serve to the description.
func (f *Face) byHand(op *huma.Operation) {
	op.OperationID, op.Tags = operationID(op.Method, op.Path), []string{tag(op.Path)}
	op.Parameters = append(op.Parameters, parameters(op.Method)...)
	problem := f.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")
	for _, status := range refusals(op.Method, op.Path) {
		op.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status), Content: map[string]*huma.MediaType{"application/problem+json": {Schema: problem}}}
	}
	f.huma.OpenAPI().AddOperation(op)
}

// file is the content of an answer that is no JSON.
func file(media string) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: "string", Format: "binary"}}}
}

// content is that of an answer in JSON.
func content[T any](f *Face) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{"application/json": {Schema: f.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[T](), true, "")}}
}
