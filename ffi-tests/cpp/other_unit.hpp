/** @file other_unit.hpp Functions of a second unit that includes the header too. */
#ifndef ACS_OTHER_UNIT_HPP
#define ACS_OTHER_UNIT_HPP

#include <acs_call_automation.hpp>

acs::identifier phone_of_another_unit();
void throw_in_another_unit();

#endif
