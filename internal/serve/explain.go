package serve

// A Configuration is what the running server was set up by, setting by
// setting. What is secret of it is left out.
type Configuration struct {
	File     string // where aceso.toml is looked for
	Read     bool   // and whether it was there when the server started
	Changed  bool   // it is another now: that counts when the server starts again
	Settings []Setting
}

// A Setting is one thing that can be set.
type Setting struct {
	Key      string
	Value    string // "" for nothing
	Source   string // in words: default, file /etc/…, environment variable ACESO_…
	Variable string // by which the environment would set it
	Standing bool   // the default
	Meaning  string
}
