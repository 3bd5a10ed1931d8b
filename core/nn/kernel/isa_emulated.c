// For processors without a fused multiply-add.
#define ISA emulated
#define LANES 4
#define HEIGHT 6
#define EMULATED 1
#include "isa.h"
