package web

// WidgetMemory is for tests outside the package.
const WidgetMemory = widgetMemory
