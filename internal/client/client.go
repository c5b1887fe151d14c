// Package client is the REST API as a Go program sees it. wire holds its shapes.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"aceso/internal/client/wire"
)

// A Client speaks to one server with one token.
type Client struct {
	base  string
	token string
	http  *http.Client
}

// New returns a client. The server's address is that of its first page.
func New(server, token string) (*Client, error) {
	u, err := url.Parse(server)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("%q is not a server's address: write http://127.0.0.1:8080", server)
	}
	return &Client{base: strings.TrimSuffix(server, "/"), token: token, http: &http.Client{Timeout: 10 * time.Minute}}, nil
}

// Page is the address of a page for people.
func (c *Client) Page(path string) string { return c.base + path }

// An Error is a refusal by the server (RFC 9457).
type Error struct {
	Status int
	Detail string `json:"detail"`
	Fix    string `json:"fix"`
}

// Error returns what is so and what would help.
func (e *Error) Error() string {
	if e.Fix == "" {
		return e.Detail
	}
	return e.Detail + "; " + e.Fix
}

// ErrUnreachable is wrapped by errors of a server that does not answer.
var ErrUnreachable = errors.New("the server does not answer")

// do sends a request and reads its answer into out.
func (c *Client) do(ctx context.Context, method, path string, body io.Reader, contentType string, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return err
	}
	return c.ask(req, path, contentType, out)
}

// ask is do for a request that says more than others in its head.
func (c *Client) ask(req *http.Request, path, contentType string, out any) error {
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Accept", "application/json")
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(io.LimitReader(res.Body, 256<<20))
	if err != nil {
		return fmt.Errorf("read the answer of %s: %w", path, err)
	}
	if res.StatusCode >= 300 {
		e := &Error{Status: res.StatusCode}
		if json.Unmarshal(data, e) != nil || e.Detail == "" {
			e.Detail = fmt.Sprintf("the server answers %s", res.Status)
		}
		return e
	}
	if out == nil || len(data) == 0 {
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("read the answer of %s: %w", path, err)
	}
	return nil
}

// Get reads what is at a path under /api/v1/.
func (c *Client) Get(ctx context.Context, path string, query url.Values, out any) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return c.do(ctx, http.MethodGet, "/api/v1/"+path, nil, "", out)
}

// Send sends a JSON body to a path under /api/v1/.
func (c *Client) Send(ctx context.Context, method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return c.do(ctx, method, "/api/v1/"+path, bytes.NewReader(body), "application/json", out)
}

// Change changes the record at a path under /api/v1/, upon the version rev that
// was read before. Should somebody else have changed it meanwhile, the Error's
// status is 412.
func (c *Client) Change(ctx context.Context, path string, rev int64, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	path = "/api/v1/" + path
	req, err := http.NewRequestWithContext(ctx, http.MethodPatch, c.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("If-Match", fmt.Sprintf("%q", fmt.Sprint(rev)))
	return c.ask(req, path, "application/json", out)
}

// Raw reads bytes from a path under /api/v1/.
func (c *Client) Raw(ctx context.Context, path string) ([]byte, error) {
	var raw json.RawMessage
	err := c.do(ctx, http.MethodGet, "/api/v1/"+path, nil, "", &raw)
	return raw, err
}

// PushSBOM sends a bill of materials for a release, by the names of its
// product and version, and returns its receipt.
func (c *Client) PushSBOM(ctx context.Context, file, product, version string, create bool, data []byte) (wire.SBOM, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	fields := map[string]string{"product": product, "version": version, "create": fmt.Sprint(create)}
	for name, value := range fields {
		if err := form.WriteField(name, value); err != nil {
			return wire.SBOM{}, err
		}
	}
	part, err := form.CreateFormFile("file", file)
	if err != nil {
		return wire.SBOM{}, err
	}
	if _, err := part.Write(data); err != nil {
		return wire.SBOM{}, err
	}
	if err := form.Close(); err != nil {
		return wire.SBOM{}, err
	}
	var s wire.SBOM
	return s, c.do(ctx, http.MethodPost, "/api/v1/sboms", &body, form.FormDataContentType(), &s)
}

// Wait polls a job until it has ended.
func (c *Client) Wait(ctx context.Context, id string, step func(wire.Job)) (wire.Job, error) {
	pause := 50 * time.Millisecond
	for {
		var j wire.Job
		if err := c.Get(ctx, "jobs/"+url.PathEscape(id), nil, &j); err != nil {
			return j, err
		}
		if step != nil {
			step(j)
		}
		if j.State == "done" || j.State == "failed" || j.State == "cancelled" {
			return j, nil
		}
		select {
		case <-ctx.Done():
			return j, ctx.Err()
		case <-time.After(pause):
		}
		pause = min(2*time.Second, pause*3/2)
	}
}

// File reads a file from a path under /api/v1/, byte for byte.
func (c *Client) File(ctx context.Context, path string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/api/v1/"+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(io.LimitReader(res.Body, 256<<20))
	if err != nil {
		return nil, fmt.Errorf("read the answer of %s: %w", path, err)
	}
	if res.StatusCode >= 300 {
		e := &Error{Status: res.StatusCode}
		if json.Unmarshal(data, e) != nil || e.Detail == "" {
			e.Detail = fmt.Sprintf("the server answers %s", res.Status)
		}
		return nil, e
	}
	return data, nil
}
