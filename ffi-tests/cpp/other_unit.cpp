/* The second unit of values.cpp. */
#include "other_unit.hpp"

acs::identifier phone_of_another_unit() { return acs::phone("+16045551234"); }

void throw_in_another_unit() { acs::identifier::parse("invalid"); }
