// Package reports turns what a store knows of an experiment into something to
// look at: a table for the terminal, Markdown, CSV and JSON, figures as files,
// and one HTML page that needs nothing beside itself.
//
// Gather reads the store once into a Comparison; everything else draws that.
// Only finished runs count towards a mean; every other run is listed with its
// status and reason, and its curves are drawn as far as they go.
package reports
