// The kernels of one instruction set. The including file defines
//
//	ISA       its name
//	LANES     the float in a vector
//	HEIGHT    the rows of a tile, 14 or 6, for 32 or 16 vector registers
//	EMULATED  whether products and sums are fused in software
//
// and has told the compiler which instructions it may use.
#include "elementwise.h"
#include "steps.h"
#include "views.h"
#include "peak.h"
#include "product.h"
#include "weights.h"
#include "normal.h"
#include "wide.h"

#define QUOTE(x) #x
#define NAME(x) QUOTE(x)
#define JOIN(a, b) a##b
#define TABLE(x) JOIN(isa_, x)

const isa TABLE(ISA) = {
    NAME(ISA), conv, conv_input, conv_weight, matmul, map, zip, sum, spread, adam, rmsprop, sgd, lerp, peak, products, normals,
};
