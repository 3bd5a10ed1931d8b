// Package figure draws curves and dot plots over seeds as PNG and SVG.
//
// A Trace is what one run recorded, a Series the traces of one label, a Chart
// one pair of axes, a Sheet a grid of panels with one legend. Everything can be
// drawn: a series may be empty, hold one point, or hold NaN and infinities, at
// which its line is split. Equal input gives equal bytes.
//
// Series are told apart three times over: by a colour of Okabe and Ito's set,
// which colour-blind readers can tell apart (https://jfly.uni-koeln.de/color/),
// by dashes and by markers.
package figure
