// Package gan is what the learners of all variants share: the life of a
// program, its state and its sampling functions, so that a variant consists of
// networks, losses and the stages of a step.
package gan
