package web

// WidgetMemory is for tests outside the package.
const WidgetMemory = memoryLife

// Patterns gives the routes of a handler made by New with the Config.
func Patterns(c Config) []string {
	s := newSite(c)
	s.routes()
	return s.patterns
}
